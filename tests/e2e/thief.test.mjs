// Promise 5: a thief with the dump alone, or with the ring and its passphrase alone, learns nothing of anyone, though he
// has the list of all addresses. With both he can confirm a guess, but only of people who are known by their address
// (docs/threat-model.md).

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Gateway, secretOf, tls } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { Provider } from './harness/provider.mjs';
import { Service } from './harness/service.mjs';
import { confirm, confirmInFiles, confirmWithoutKeys, openRing } from './harness/thief.mjs';

const kGuesses = 10_000;
const service = new Service('chat');
const provider = new Provider();
let gateway;
let ring;
const guesses = [...Array(kGuesses).keys()].map((number) => `m.${String(number).padStart(5, '0')}@${number % 2 ? 'minbzk' : 'minaz'}.nl`);
const byMail = [11, 2001, 4003, 7777, 9999].map((number) => guesses[number]);
const atProvider = [10, 2002, 4004, 7778, 9998].map((number) => guesses[number]);
const realms = ['az', 'mail'];
let dump;
let names;

before(async () => {
  await service.listen();
  await provider.listen();
  gateway = new Gateway({
    clients: [service.registration(', id_token_alg: ES256')],
    connectors: [provider.connector('secret-az')],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  });
  writeFileSync(join(gateway.folder, 'secret-az'), `${provider.clientSecret}\n`, { mode: 0o600 });
  gateway.allowlist = gateway.allowlist.replace(/(domain: minaz\.nl,.*connectors: )\[mail\]/, '$1[az]');
  await gateway.start();
  await provider.start(`${gateway.issuer}/login/callback/az`);
  await service.discover(gateway.issuer, secretOf('chat'));
  ring = readFileSync(join(gateway.folder, 'keys.jwe'), 'utf8');

  for (const address of byMail) await new Person().logIn(`${service.origin}/login`, address, gateway.mailbox);
  for (const [index, address] of atProvider.entries()) {
    // As providers make them: random, and nobody else's to guess.
    provider.account = { sub: `4f1c-${index}-9b7e2d`, claims: { email: address, email_verified: true } };
    const person = new Person();
    await person.submit(await person.visit(`${service.origin}/login`), { address });
  }
  assert.equal(service.logins.length, 10);

  names = gateway.redis.names();
  gateway.redis.command('BGREWRITEAOF');
  const files = readdirSync(gateway.redis.folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile() && each.name.includes('appendonly'));
  dump = Buffer.concat([...files.map((each) => readFileSync(join(each.parentPath ?? each.path, each.name))), ...names.map((name) => gateway.redis.command('DUMP', name))]);
});

after(async () => {
  await service.stop();
  await provider.stop();
  await gateway?.stop();
});

test('the dump alone: no guess is confirmed', () => {
  assert.ok(dump.length > 10_000 && names.filter((name) => name.startsWith('id:')).length === 10);

  assert.deepEqual(confirmWithoutKeys(guesses, dump, names, realms), []);
  // He would have seen it.
  const careless = Buffer.concat([dump, createHash('sha256').update(guesses[5]).digest()]);
  assert.deepEqual(confirmWithoutKeys(guesses, careless, names, realms), [guesses[5]]);
});

test('the dump alone: how long a record is tells nobody from anybody', () => {
  const lengths = new Set(names.filter((name) => name.startsWith('id:')).map((name) => gateway.redis.command('STRLEN', name).toString()));

  assert.equal(lengths.size, 1);
});

test('the ring alone: nobody has left anything in it', () => {
  assert.equal(readFileSync(join(gateway.folder, 'keys.jwe'), 'utf8'), ring);
});

// With the keys he computes the name that every guess would have in the store. Without the store there is nothing to hold
// it against but what else the gateway keeps: the ring, the one before it, what it remembers of providers, and all logs.
test('the ring, its passphrase and every file of the gateway, but no store: no guess is confirmed', () => {
  const { status, stderr } = gateway.command('keys', 'rotate', 'seal');
  assert.equal(status, 0, stderr);
  const files = readdirSync(gateway.folder).map((name) => join(gateway.folder, name)).filter((path) => statSync(path).isFile());
  for (const name of ['keys.jwe', 'keys.jwe.bak', 'keys.jwe.realms', 'audit.jsonl', 'access.jsonl', 'sluis.log']) assert.ok(files.includes(join(gateway.folder, name)), `${name} is not there`);
  const passphrase = readFileSync(join(gateway.folder, 'passphrase'), 'utf8');
  const rings = ['keys.jwe', 'keys.jwe.bak'].map((name) => openRing(readFileSync(join(gateway.folder, name), 'utf8'), passphrase));
  const secrets = [...new Set(rings.flat().map((key) => key.secret).filter(Boolean))].map((secret) => Buffer.from(secret, 'base64url'));
  assert.equal(secrets.length, 4);  // pseudonym, log, and two of seal
  const loot = Buffer.concat([...files.map((path) => readFileSync(path)), Buffer.from(JSON.stringify(rings))]);

  assert.deepEqual(confirmInFiles(guesses, loot, secrets, realms), []);
  assert.deepEqual(confirmWithoutKeys(guesses, loot, [], realms), []);
  assert.deepEqual(guesses.filter((address) => loot.includes(address)), []);
  // He would have seen it: the name of one record is enough.
  const [name] = names.filter((each) => each.startsWith('id:') && confirm(byMail, [each], secrets, realms).length === 1);
  assert.equal(confirmInFiles(guesses, Buffer.concat([loot, Buffer.from(name)]), secrets, realms).length, 1);
});

test('dump and ring: guesses of people known by their address are confirmed, and of nobody else', () => {
  const keys = openRing(ring, readFileSync(join(gateway.folder, 'passphrase'), 'utf8'))
    .filter((key) => key.purpose === 'pseudonym').map((key) => Buffer.from(key.secret, 'base64url'));
  assert.equal(keys.length, 1);

  assert.deepEqual(confirm(guesses, names, keys, realms), byMail);
});
