// A service that speaks SAML: pysaml2_sp.py with keys of its own, and what it says happened.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program, freePort, temporaryFolder, until } from './process.mjs';

const script = join(dirname(fileURLToPath(import.meta.url)), 'pysaml2_sp.py');

export class SamlService {
  constructor(id, options = {}) {
    this.id = id;
    this.options = options;
    this.temporary = temporaryFolder(id);
    this.folder = this.temporary.path;
  }

  async start() {
    this.port = await freePort();
    this.origin = `http://127.0.0.1:${this.port}`;
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${this.id}`,
      '-keyout', join(this.folder, 'key.pem'), '-out', join(this.folder, 'cert.pem')], { stdio: 'ignore' });
    const options = { port: this.port, folder: this.folder, name: `Dienst ${this.id}`, ...this.options };
    this.program = new Program('/usr/bin/python3', [script, JSON.stringify(options)], join(this.folder, 'log'));
    await until(this.id, async () => (await fetch(this.origin)).ok);
    this.metadataFile = join(this.folder, 'metadata.xml');
    writeFileSync(this.metadataFile, await (await fetch(`${this.origin}/metadata`)).text());
    return this;
  }

  /** The line of configuration that registers this service. */
  registration(more = '') {
    return { id: this.id, type: 'saml', hasSecret: false, yaml: `name: "Dienst ${this.id}", sector: ${this.id}, metadata: "${this.metadataFile}"${more}` };
  }

  async trust(gateway) {
    mkdirSync(this.folder, { recursive: true });
    this.idpFile = join(this.folder, 'idp.xml');
    writeFileSync(this.idpFile, await (await fetch(`${gateway.issuer}/saml/metadata`)).text());
    const answer = await fetch(`${this.origin}/trust?idp=${encodeURIComponent(this.idpFile)}`);
    if (!answer.ok) throw new Error(`${this.id} does not take our metadata`);
  }

  /** What it does when it is told of a logout: obey, refuse, unsigned or silent. */
  async behave(how) { await fetch(`${this.origin}/behave?how=${how}`); }

  async state() { return (await fetch(`${this.origin}/state`)).json(); }

  async stop() {
    await this.program?.stop();
    this.temporary.remove();
  }
}
