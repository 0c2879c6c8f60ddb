// An operator rotates keys while people log in: the gateway takes up the ring by itself, and everybody stays who she is.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Gateway, binary, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { Program, until } from './harness/process.mjs';
import { Service } from './harness/service.mjs';

const service = new Service('chat');
let gateway;

before(async () => {
  await service.listen();
  gateway = await new Gateway({ clients: [service.registration()] }).start();
  await service.discover(gateway.issuer, secretOf('chat'));
});

after(async () => {
  await service.stop();
  await gateway?.stop();
});

const ring = () => join(gateway.folder, 'keys.jwe');

/** Exit code and what was said. */
async function keys(...words) {
  try {
    const said = await promisify(execFile)(binary, ['keys', ...words, '--config', gateway.configFile]);
    return { code: 0, ...said };
  } catch (failed) {
    return { code: failed.code, stdout: failed.stdout, stderr: failed.stderr };
  }
}

async function serial() {
  return JSON.parse((await keys('list', '--json')).stdout).serial;
}

/** Waits until the gateway has taken up a ring since its log was so long. */
async function takenUp(length) {
  await until('the new ring', () => gateway.log().slice(length).includes('"event":"reload"'));
}

async function change(...words) {
  const length = gateway.log().length;
  const said = await keys(...words);
  assert.equal(said.code, 0, said.stderr);
  await takenUp(length);
  return said.stdout;
}

async function logIn(address) {
  const count = service.logins.length;
  const page = await new Person().logIn(`${service.origin}/login`, address, gateway.mailbox);
  assert.equal(service.logins.length, count + 1, `no login: ${page.status} ${page.body.slice(0, 400)} ${service.lastError}`);
  return service.logins.at(-1).claims.sub;
}

test('keys rotate while people log in, and nobody becomes a stranger', async () => {
  const first = await logIn('r.otter@minbzk.nl');

  assert.match(await change('rotate', 'seal'), /takes over from/);
  await change('rotate', '--emergency', 'pseudonym', '--confirm', 'nodes-wait');
  assert.equal(await logIn('r.otter@minbzk.nl'), first);
  await change('rotate', '--emergency', 'seal', '--confirm', 'logins-begin-again');
  assert.equal(await logIn('r.otter@minbzk.nl'), first);
  assert.equal(await gateway.ready(), 200);
});

test('a login under way goes on when the next key is planned', async () => {
  const person = new Person();
  const addressPage = await person.visit(`${service.origin}/login`);
  const codePage = await person.submit(addressPage, { address: 'under.way@minbzk.nl' });

  await change('rotate', 'pseudonym');
  const count = service.logins.length;
  await person.submit(codePage, { code: await gateway.mailbox.codeFor('under.way@minbzk.nl') });

  assert.equal(service.logins.length, count + 1);
});

test('a stolen signing key is gone from /jwks, and the next token is verified with the new one', async () => {
  const kids = async () => (await (await fetch(`${gateway.issuer}/jwks`)).json()).keys.map((key) => key.kid);
  const before = (await kids()).filter((kid) => kid.includes('rs256'));

  await change('rotate', '--emergency', 'oidc-sign-rs256', '--confirm', 'tokens-break');

  const now = (await kids()).filter((kid) => kid.includes('rs256'));
  assert.equal(now.length, 1);
  assert.ok(!before.includes(now[0]));
  await service.discover(gateway.issuer, secretOf('chat'));
  await logIn('r.otter@minbzk.nl');
});

test('what is public of the keys is what the gateway shows', async () => {
  const shown = JSON.parse((await keys('show-public', 'oidc-sign-es256')).stdout).keys;
  const served = (await (await fetch(`${gateway.issuer}/jwks`)).json()).keys;

  assert.deepEqual(shown, served.filter((key) => key.alg === 'ES256'));
  assert.match((await keys('show-public', 'saml-sign')).stdout, /-----BEGIN CERTIFICATE-----/);
});

test('two rotations at once make one plan', async () => {
  const before = await serial();

  const done = await Promise.all([keys('rotate', 'log'), keys('rotate', 'log')]);

  assert.deepEqual(done.map((each) => each.code).sort(), [0, 1], done.map((each) => each.stderr).join());
  assert.equal(await serial(), before + 1);
  assert.equal((await keys('tick')).stdout, 'Nothing is due.\n');
});

test('a ring that is not what it was is refused, and the one in use stays', async () => {
  const old = join(gateway.folder, 'old.jwe');
  await keys('backup', old);
  await change('rotate', '--emergency', 'pseudonym', '--confirm', 'nodes-wait');
  const sub = await logIn('r.otter@minbzk.nl');
  copyFileSync(ring(), join(gateway.folder, 'newest.jwe'));

  const length = gateway.log().length;
  copyFileSync(old, ring());
  await until('the refusal', () => gateway.log().slice(length).includes('the key ring is older than the one in use'));

  assert.equal(await logIn('r.otter@minbzk.nl'), sub);
});

test('nothing starts with a ring that is behind the fence', async () => {
  await gateway.program.stop();
  const length = gateway.log().length;

  const attempt = new Program(binary, ['serve', '--config', gateway.configFile], gateway.logFile);
  const { code } = await attempt.ended;

  assert.equal(code, 1);
  assert.match(gateway.log().slice(length), /the key ring is older than the one that other nodes use/);
  copyFileSync(join(gateway.folder, 'newest.jwe'), ring());
  await gateway.run();
  assert.equal(await gateway.ready(), 200);
});

test('a new passphrase opens the ring, and the old one nothing', async () => {
  const said = await keys('passphrase', join(gateway.folder, 'next'));
  assert.equal(said.code, 0, said.stderr);

  assert.equal((await keys('list')).code, 1);
  assert.equal((await keys('list', '--passphrase-file', join(gateway.folder, 'next'))).code, 0);
  const length = gateway.log().length;
  copyFileSync(join(gateway.folder, 'next'), join(gateway.folder, 'passphrase'));
  await takenUp(length);
});

test('when everybody becomes new, nobody is found', async () => {
  const before = await logIn('r.otter@minbzk.nl');

  await change('rotate', '--emergency', '--new-identities', 'pseudonym', '--confirm', 'people-become-new');

  assert.notEqual(await logIn('r.otter@minbzk.nl'), before);
});
