// The real binary with a configuration of the test's own, Redis and SMTP beside it.

import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mailbox } from './mailbox.mjs';
import { Program, freePort, temporaryFolder, until } from './process.mjs';
import { Redis } from './redis.mjs';

export const binary = process.env.SLUIS_BINARY;
export const tls = {
  ca: join(process.env.SLUIS_E2E_TLS, 'ca.pem'),
  certificate: join(process.env.SLUIS_E2E_TLS, 'server.pem'),
  key: join(process.env.SLUIS_E2E_TLS, 'server.key'),
};
export const secretOf = (client) => `secret-of-${client}-0123456789abcdef`;

export class Gateway {
  /** `clients`: lines of YAML flow mappings without braces and secret_file; `retention`: of an identifier. */
  constructor({ clients = [], connectors = [], retention = '90d', extra = '', limits = '{ mail_per_address: 0, mail_per_ip: 0, logins_per_ip: 0 }' } = {}) {
    this.clients = clients;
    this.connectors = connectors;
    this.allowlist = readFileSync(process.env.SLUIS_E2E_ALLOWLIST, 'utf8');
    this.retention = retention;
    this.extra = extra;
    this.limits = limits;
    this.temporary = temporaryFolder('gateway');
    this.folder = this.temporary.path;
    this.redis = new Redis(this.folder);
    this.mailbox = new Mailbox(tls);
    this.logFile = join(this.folder, 'sluis.log');
  }

  async start() {
    await Promise.all([this.redis.start(), this.mailbox.start()]);
    this.port = await freePort();
    this.plainPort = await freePort();
    this.operatePort = await freePort();
    this.issuer = `https://localhost:${this.port}`;
    this.operate = `http://127.0.0.1:${this.operatePort}`;
    this.writeConfig();
    execFileSync(binary, ['keys', 'init', '--config', this.configFile], { env: { ...process.env, ...this.initEnvironment } });
    await this.run();
    return this;
  }

  get configFile() { return join(this.folder, 'sluis.yaml'); }

  writeConfig() {
    const secret = (id) => {
      writeFileSync(join(this.folder, `secret-${id}`), `${secretOf(id)}\n`, { mode: 0o600 });
      return `secret_file: secret-${id}`;
    };
    writeFileSync(this.configFile, `
issuer: ${this.issuer}
listen: [ "https://127.0.0.1:${this.port}", "http://127.0.0.1:${this.plainPort}" ]
tls: { certificate: "${tls.certificate}", key: "${tls.key}" }
operate: "${this.operate}"
redis: { url: "redis+unix://${this.redis.socket}" }
keys: { file: keys.jwe, passphrase_file: passphrase }
retention: { identifier: ${this.retention} }
logs: { access: access.jsonl, audit: audit.jsonl }
allowlist: allowlist.yaml
mail: { smtp: "smtps://localhost:${this.mailbox.port}", from: "inloggen@rijksconnect.example", ca: "${tls.ca}" }
limits: ${this.limits}
contact: { name: "Rijksconnect", email: "privacy@rijksconnect.example", security: "https://rijksconnect.example/security" }
connectors:
  - { id: mail, type: mail_code, name: { nl: "Code per e-mail", en: "Code by e-mail" } }
${this.connectors.join('\n')}
clients:
${this.clients.map(({ id, yaml, type = 'oidc', hasSecret = true }) => `  - { id: ${id}, type: ${type}, ${yaml}${hasSecret ? `, ${secret(id)}` : ''} }`).join('\n')}
${this.extra}`);
    writeFileSync(join(this.folder, 'allowlist.yaml'), this.allowlist);
  }

  /** Starts the binary; the configuration and Redis stay what they are. */
  async run() {
    const before = this.log().length;
    this.program = new Program(binary, ['serve', '--config', this.configFile], this.logFile);
    await until('the gateway', () => {
      if (!this.program.isRunning) throw new Error(`the gateway ended: ${this.log().slice(before)}`);
      return this.log().slice(before).includes(`ready ${this.issuer}`);
    });
  }

  log() {
    try { return readFileSync(this.logFile, 'utf8'); } catch { return ''; }
  }

  /** A subcommand; what it prints and how it ends. */
  command(...words) {
    const { status, stdout, stderr } = spawnSync(binary, [...words, '--config', this.configFile], { encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  accessLog() { return readFileSync(join(this.folder, 'access.jsonl'), 'utf8'); }

  async ready() { return (await fetch(`${this.operate}/health/ready`)).status; }

  async metrics() { return (await fetch(`${this.operate}/metrics`)).text(); }

  note(line) { appendFileSync(this.logFile, `${line}\n`); }

  async stop() {
    if (this.program?.isRunning) await this.program.stop();
    if (this.redis.program?.isRunning) await this.redis.stop();
    await this.mailbox.stop();
    this.temporary.remove();
  }
}
