// The same person is the same pseudonym to a service, another one to the next, and a stranger after the retention.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Gateway, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { pause } from './harness/process.mjs';
import { Service } from './harness/service.mjs';

const services = [new Service('chat'), new Service('portal', { method: 'client_secret_basic' })];
const [chat, portal] = services;
let gateway;

before(async () => {
  await Promise.all(services.map((service) => service.listen()));
  gateway = await new Gateway({ clients: [chat.registration(', id_token_alg: ES256'), portal.registration()] }).start();
  for (const service of services) await service.discover(gateway.issuer, secretOf(service.id));
});

after(async () => {
  for (const service of services) await service.stop();
  await gateway?.stop();
});

async function logIn(service, address, person = new Person()) {
  const before = service.logins.length;
  const page = await person.logIn(`${service.origin}/login`, address, gateway.mailbox);
  assert.equal(service.logins.length, before + 1, `no login at ${service.id}: ${page.status} ${page.body.slice(0, 600)} ${service.lastError}`);
  return service.logins.at(-1);
}

test('two services get different pseudonyms, the same service the same one', async () => {
  const first = await logIn(chat, 'j.devries@minbzk.nl');
  const again = await logIn(chat, 'J.deVries@MINBZK.NL');
  const elsewhere = await logIn(portal, 'j.devries@minbzk.nl');

  assert.match(first.claims.sub, /^[a-z2-7]{52}$/);
  assert.equal(again.claims.sub, first.claims.sub);
  assert.notEqual(elsewhere.claims.sub, first.claims.sub);
  assert.notEqual(elsewhere.userinfo.preferred_username, first.userinfo.preferred_username);
});

test('another person at the same organisation is another pseudonym', async () => {
  const one = await logIn(chat, 'a.jansen@minbzk.nl');
  const other = await logIn(chat, 'b.jansen@minbzk.nl');

  assert.notEqual(one.claims.sub, other.claims.sub);
});

test('the old name of a ministry leads to the same person', async () => {
  const underNewName = await logIn(chat, 'c.bakker@minjenv.nl');
  const page = await new Person().visit(`${chat.origin}/login`);
  assert.ok(page.body.includes('name="address"'));
  const person = new Person();
  const addressPage = await person.visit(`${chat.origin}/login`);
  const codePage = await person.submit(addressPage, { address: 'c.bakker@minvenj.nl' });
  const logins = chat.logins.length;
  // The code goes to the address after alias.
  await person.submit(codePage, { code: await gateway.mailbox.codeFor('c.bakker@minjenv.nl') });

  assert.equal(chat.logins.length, logins + 1);
  assert.equal(chat.logins.at(-1).claims.sub, underNewName.claims.sub);
});

test('no e-mail address is in what the service learns', async () => {
  const { claims, userinfo } = await logIn(chat, 'j.devries@minbzk.nl');

  for (const name of ['email', 'email_verified', 'amr', 'given_name', 'family_name']) {
    assert.ok(!(name in claims), name);
    assert.ok(!(name in userinfo), name);
  }
  assert.equal(userinfo.sub, claims.sub);
  assert.match(userinfo.preferred_username, /^[a-z0-9-]+$/);
});

test('a session serves the second service without another code', async () => {
  const person = new Person();
  await logIn(chat, 'sso@minbzk.nl', person);
  const mails = gateway.mailbox.mails.length;
  const logins = portal.logins.length;
  await person.visit(`${portal.origin}/login`);

  assert.equal(portal.logins.length, logins + 1);
  assert.equal(gateway.mailbox.mails.length, mails);
});

test('prompt=login asks again, prompt=none never asks', async () => {
  const person = new Person();
  await logIn(chat, 'prompt@minbzk.nl', person);
  const page = await person.visit(`${chat.origin}/login?prompt=login`);
  assert.ok(page.body.includes('name="address"'), 'prompt=login shows the sign-in page');

  const stranger = new Person();
  await stranger.visit(`${chat.origin}/login?prompt=none`);
  assert.equal(chat.lastRefusal.error, 'login_required');
  assert.equal(chat.lastRefusal.iss, gateway.issuer);
});

test('max_age: a login that is too old is asked for again', async () => {
  const person = new Person();
  await logIn(chat, 'maxage@minbzk.nl', person);
  // A second service sees auth_time rounded down to 15 minutes, so one second old is too old for max_age=1 nearly
  // always, and one day is not.
  const logins = portal.logins.length;
  await person.visit(`${portal.origin}/login?max_age=86400`);
  assert.equal(portal.logins.length, logins + 1);
  assert.equal(typeof portal.logins.at(-1).claims.auth_time, 'number');
  assert.equal(portal.logins.at(-1).claims.auth_time % 900, 0);
  await pause(1100);
  const page = await person.visit(`${chat.origin}/login?max_age=1`);
  assert.ok(page.body.includes('name="address"'));
});

test('after a restart of the gateway and of Redis she is the same', async () => {
  const before = await logIn(chat, 'restart@minbzk.nl');
  await gateway.program.stop();
  await gateway.redis.stop();
  await gateway.redis.start();
  await gateway.run();
  const afterwards = await logIn(chat, 'restart@minbzk.nl');

  assert.equal(afterwards.claims.sub, before.claims.sub);
});

test('a session outlives a restart of the gateway', async () => {
  const person = new Person();
  await logIn(chat, 'session@minbzk.nl', person);
  await gateway.program.stop();
  await gateway.run();
  const logins = chat.logins.length;
  await person.visit(`${chat.origin}/login`);

  assert.equal(chat.logins.length, logins + 1);
});

test('after the retention she is a stranger, and just before she is not', async () => {
  await gateway.program.stop();
  gateway.retention = '3s';
  gateway.writeConfig();
  await gateway.run();
  const first = await logIn(chat, 'retention@minbzk.nl');
  await pause(1500);
  const renewed = await logIn(chat, 'retention@minbzk.nl');
  await pause(3300);
  const stranger = await logIn(chat, 'retention@minbzk.nl');

  assert.equal(renewed.claims.sub, first.claims.sub);
  assert.notEqual(stranger.claims.sub, first.claims.sub);
});
