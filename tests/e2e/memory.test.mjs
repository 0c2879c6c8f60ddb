// Promise 2: no memory of the gateway ends in a file or before the eyes of another process of its own account.

import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { binary } from './harness/gateway.mjs';
import { Program, freePort, temporaryFolder, until } from './harness/process.mjs';
import { Redis } from './harness/redis.mjs';

const unit = join(dirname(fileURLToPath(import.meta.url)), '../../deploy/systemd/sluis.service');
const kNobody = 65534;
const temporary = temporaryFolder('memory');
const redis = new Redis(temporary.path);
let gateway;

/** A laboratory under an account without rights, as the gateway runs in earnest. */
before(async () => {
  await redis.start();
  chmodSync(redis.socket, 0o777);
  chmodSync(temporary.path, 0o755);
  const folder = join(temporary.path, 'gateway');
  mkdirSync(folder, { mode: 0o700 });
  chownSync(folder, kNobody, kNobody);
  const port = await freePort();
  const config = join(folder, 'sluis.yaml');
  writeFileSync(config, `
issuer: http://localhost:${port}
listen: [ "http://127.0.0.1:${port}" ]
redis: { url: "redis+unix://${redis.socket}" }
keys: { file: keys.jwe, passphrase_file: passphrase }
allowlist: allowlist.yaml
mail: { smtp: console, from: "inloggen@rijksconnect.example" }
contact: { name: "Rijksconnect", email: "privacy@rijksconnect.example" }
connectors: [ { id: mail, type: mail_code, name: { nl: "Code", en: "Code" } } ]
`);
  writeFileSync(join(folder, 'allowlist.yaml'), 'domains: [ { domain: minbzk.nl, organisation: BZK, connectors: [mail] } ]\n');
  // The folders above may be closed to others: everything is named from inside its own.
  const asNobody = { uid: kNobody, gid: kNobody, cwd: folder };
  execFileSync(binary, ['keys', 'init', '--config', 'sluis.yaml'], asNobody);
  gateway = new Program(binary, ['serve', '--config', 'sluis.yaml'], join(temporary.path, 'log'), asNobody);
  await until('the gateway', () => readFileSync(join(temporary.path, 'log'), 'utf8').includes('ready '));
});

after(async () => {
  await gateway?.stop();
  await redis.stop();
  temporary.remove();
});

test('another process of the same account reads nothing of its memory', () => {
  const look = (...words) => spawnSync(words[0], words.slice(1), { uid: kNobody, gid: kNobody, encoding: 'utf8' });
  const sleeper = new Program('sleep', ['60'], '/dev/null', { uid: kNobody, gid: kNobody });

  for (const file of ['maps', 'environ', 'mem']) {
    const refused = look('head', '-c', '1', `/proc/${gateway.pid}/${file}`);
    assert.match(refused.stderr, /Permission denied/, file);
  }
  // That account may look at what is not so protected: what refuses is the gateway.
  const allowed = look('head', '-c', '1', `/proc/${sleeper.pid}/maps`);
  sleeper.stop('SIGKILL');
  assert.equal(allowed.status, 0, allowed.stderr);
});

test('a crash leaves no core file', () => {
  const limits = readFileSync(`/proc/${gateway.pid}/limits`, 'utf8');

  assert.match(limits, /^Max core file size\s+0\s+0\s+bytes/m);
});

test('the unit for systemd allows no core files and no swap', () => {
  const lines = readFileSync(unit, 'utf8').split('\n');

  for (const line of ['LimitCORE=0', 'MemorySwapMax=0', 'ProtectProc=invisible', 'NoNewPrivileges=yes', 'PrivateTmp=yes']) {
    assert.equal(lines.filter((each) => each === line).length, 1, line);
  }
  assert.ok(!lines.some((line) => /CAP_SYS_PTRACE|CAP_SYS_ADMIN/.test(line)));
});

test('systemd finds nothing wrong with the unit, and little exposed', () => {
  const here = join(temporary.path, 'sluis.service');
  writeFileSync(here, readFileSync(unit, 'utf8').replaceAll('/usr/local/bin/sluis', binary));

  const verified = spawnSync('systemd-analyze', ['verify', '--man=no', here], { encoding: 'utf8' });
  const exposed = spawnSync('systemd-analyze', ['security', '--offline=yes', '--no-pager', here], { encoding: 'utf8' });

  assert.equal(verified.status, 0, verified.stderr);
  assert.ok(Number(/exposure level for sluis\.service: ([\d.]+)/.exec(exposed.stdout)[1]) < 2, exposed.stdout);
});
