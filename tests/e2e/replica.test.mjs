// A primary with a replica: who was made or forgotten is so on both before it counts, so a failover splits and revives nobody.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Gateway, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { freePort, until } from './harness/process.mjs';
import { Redis } from './harness/redis.mjs';
import { Service } from './harness/service.mjs';

const chat = new Service('chat');
let gateway;
let replica;

before(async () => {
  await chat.listen();
  gateway = new Gateway({ clients: [chat.registration()] });
  gateway.redis.port = await freePort();
  await gateway.start();
  await chat.discover(gateway.issuer, secretOf(chat.id));
  replica = new Redis(gateway.folder, { name: 'replica', replicaOf: gateway.redis.port });
  await replica.start();
  await until('the replica', () => gateway.redis.isReplicated());
});

after(async () => {
  if (replica?.program.isRunning) {
    replica.program.signal('SIGCONT');
    await replica.stop('SIGKILL');
  }
  await chat.stop();
  await gateway?.stop();
});

const logIn = (address, person = new Person()) => person.logIn(`${chat.origin}/login`, address, gateway.mailbox);
const missed = async () => Number((await gateway.metrics()).match(/^sluis_store_copies_missed_total (\d+)/m)?.[1]);

test('a new person is on the replica before a service sees her', async () => {
  for (let each = 0; each < 10; ++each) {
    const logins = chat.logins.length;
    await logIn(`nieuw.${each}@minbzk.nl`);
    assert.equal(chat.logins.length, logins + 1);
    const people = replica.names().filter((name) => name.startsWith('pe:'));
    assert.equal(people.length, each + 1);
  }
  assert.equal(await missed(), 0);
});

test('a replica that is mute: new people get a 503 and nobody else waits; when it is back they come in, once', async () => {
  await logIn('bekend@minbzk.nl');
  const known = chat.logins.at(-1).claims.sub;
  replica.program.signal('SIGSTOP');
  const logins = chat.logins.length;

  const page = await logIn('wacht@minbzk.nl');

  assert.equal(page.status, 503);
  assert.equal(chat.logins.length, logins, 'no service has seen her');
  assert.ok((await missed()) > 0);
  const begin = Date.now();
  assert.equal((await fetch(`${gateway.issuer}/.well-known/openid-configuration`)).status, 200);
  assert.ok(Date.now() - begin < 1000);
  replica.program.signal('SIGCONT');
  await until('the replica', () => replica.hasAllOf(gateway.redis));
  await logIn('wacht@minbzk.nl');
  assert.equal(chat.logins.length, logins + 1);
  await logIn('wacht@minbzk.nl');
  assert.equal(chat.logins.at(-1).claims.sub, chat.logins.at(-2).claims.sub, 'the one who was made the first time');
  await logIn('bekend@minbzk.nl');
  assert.equal(chat.logins.at(-1).claims.sub, known);
});

test('the primary dies: on the promoted replica the forgotten stay forgotten and the new are who they were', async () => {
  const forgotten = new Person();
  await logIn('vergeten@minbzk.nl', forgotten);
  const before = chat.logins.at(-1).claims.sub;
  const cookies = new Map([...forgotten.cookies].map(([host, jar]) => [host, new Map(jar)]));
  await logIn('blijft@minbzk.nl');
  const stays = chat.logins.at(-1).claims.sub;
  const done = await forgotten.submit(await forgotten.visit(`${gateway.issuer}/me/forget`), {});
  assert.equal(done.status, 200);

  await gateway.redis.stop('SIGKILL');
  replica.command('REPLICAOF', 'NO', 'ONE');
  gateway.redis.socket = replica.socket;
  gateway.writeConfig();
  await gateway.program.stop();
  await gateway.run();

  forgotten.cookies = cookies;
  const asked = await forgotten.visit(`${chat.origin}/login`);
  assert.ok(asked.body.includes('name="address"'), 'her session is dead on the other Redis too');
  await logIn('vergeten@minbzk.nl');
  assert.notEqual(chat.logins.at(-1).claims.sub, before);
  await logIn('blijft@minbzk.nl');
  assert.equal(chat.logins.at(-1).claims.sub, stays);
});
