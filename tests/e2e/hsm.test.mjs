// The pseudonym key in a token (SoftHSM): people stay who they are on the way into it, ring and dump confirm nothing of
// them, and a token that goes away is a clear refusal until it is back.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Gateway, binary, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { Program, until } from './harness/process.mjs';
import { Service } from './harness/service.mjs';
import { confirm, openRing } from './harness/thief.mjs';

const service = new Service('chat');
const kPin = '271828';
const address = 'm.otter@minbzk.nl';
let gateway;
let first;

before(async () => {
  await service.listen();
  gateway = new Gateway({ clients: [service.registration(', id_token_alg: ES256')] });
  process.env.SOFTHSM2_CONF = join(gateway.folder, 'softhsm2.conf');
  mkdirSync(join(gateway.folder, 'tokens'));
  writeFileSync(process.env.SOFTHSM2_CONF, `directories.tokendir = ${join(gateway.folder, 'tokens')}\nlog.level = ERROR\n`);
  execFileSync('softhsm2-util', ['--init-token', '--free', '--label', 'sluis', '--so-pin', kPin, '--pin', kPin]);
  writeFileSync(join(gateway.folder, 'pin'), `${kPin}\n`, { mode: 0o600 });
  await gateway.start();
  await service.discover(gateway.issuer, secretOf('chat'));
});

after(async () => {
  await service.stop();
  await gateway?.stop();
});

async function keys(...words) {
  try {
    return { code: 0, ...await promisify(execFile)(binary, ['keys', ...words, '--config', gateway.configFile]) };
  } catch (failed) {
    return { code: failed.code, stdout: failed.stdout, stderr: failed.stderr };
  }
}

const list = async () => JSON.parse((await keys('list', '--json')).stdout).keys.filter((key) => key.purpose === 'pseudonym');

async function logIn() {
  const count = service.logins.length;
  const page = await new Person().logIn(`${service.origin}/login`, address, gateway.mailbox);
  return { page, sub: service.logins.length > count ? service.logins.at(-1).claims.sub : undefined };
}

/** With that PIN, or without a token. */
function configure(pin) {
  writeFileSync(join(gateway.folder, 'pin'), `${pin}\n`, { mode: 0o600 });
  const config = readFileSync(gateway.configFile, 'utf8');
  if (config.includes('pkcs11')) return;
  writeFileSync(gateway.configFile, config.replace('passphrase_file: passphrase', 'passphrase_file: passphrase, pkcs11: { module: /usr/lib/softhsm/libsofthsm2.so, token: sluis, pin_file: pin }'));
}

async function restart() {
  gateway.program.signal('SIGTERM');
  await gateway.program.ended;
  await gateway.run();
}

test('a rotation takes everybody into the token, and nobody becomes a stranger', async () => {
  first = (await logIn()).sub;
  assert.ok(first);
  configure(kPin);
  await restart();

  const length = gateway.log().length;
  const said = await keys('rotate', '--emergency', 'pseudonym', '--confirm', 'nodes-wait');
  assert.equal(said.code, 0, said.stderr);
  await until('the new ring', () => gateway.log().slice(length).includes('"event":"reload"'));

  assert.equal((await logIn()).sub, first);
  assert.deepEqual((await list()).map((key) => key.in_token).sort(), [false, true]);
  assert.equal(await gateway.ready(), 200);
});

test('ring, passphrase and dump confirm no guess any more', async () => {
  const old = (await list()).find((key) => !key.in_token).id;
  const length = gateway.log().length;
  assert.equal((await keys('destroy', old, '--confirm', 'people-become-new')).code, 0);
  await until('the new ring', () => gateway.log().slice(length).includes('"event":"reload"'));
  assert.equal((await logIn()).sub, first);

  const stolen = openRing(readFileSync(join(gateway.folder, 'keys.jwe'), 'utf8'), readFileSync(join(gateway.folder, 'passphrase'), 'utf8'));
  const secrets = stolen.filter((key) => key.secret).map((key) => Buffer.from(key.secret, 'base64url'));

  assert.ok(secrets.length >= 2);
  assert.ok(stolen.some((key) => key.purpose === 'pseudonym' && key.in_token && !key.secret));
  assert.deepEqual(confirm([address], gateway.redis.names(), secrets, ['mail']), []);
});

test('a token that goes away is a 503 and not ready, and comes back by itself', async () => {
  const tokens = join(gateway.folder, 'tokens');
  renameSync(tokens, `${tokens}-away`);

  const away = await logIn();
  assert.equal(away.sub, undefined);
  assert.equal(away.page.status, 503);
  assert.equal(await gateway.ready(), 503);
  assert.match(gateway.log(), /the token with the pseudonym key fails: /);

  renameSync(`${tokens}-away`, tokens);
  await until('the token', async () => await gateway.ready() === 200);
  assert.equal((await logIn()).sub, first);
  assert.match(gateway.log(), /the token with the pseudonym key answers again/);
});

test('a wrong PIN is said, and ends with a code that no unit starts again', async () => {
  gateway.program.signal('SIGTERM');
  await gateway.program.ended;
  configure('314159');

  const refused = new Program(binary, ['serve', '--config', gateway.configFile], join(gateway.folder, 'refused.log'));

  assert.equal((await refused.ended).code, 78);
  assert.match(readFileSync(join(gateway.folder, 'refused.log'), 'utf8'), /the token refuses the PIN/);
  configure(kPin);
  await gateway.run();
  assert.equal((await logIn()).sub, first);
});
