// A person has herself forgotten, with two browsers of hers open and a code under way.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { examine, fits, look, openBrowser, openPage, showsFocus, sizes, tabTo } from './harness/browser.mjs';
import { Gateway, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { Service } from './harness/service.mjs';

const services = [new Service('chat'), new Service('portal')];
const [chat, portal] = services;
let gateway;
let browser;

before(async () => {
  await Promise.all(services.map((service) => service.listen()));
  gateway = await new Gateway({ clients: services.map((service) => service.registration()) }).start();
  for (const service of services) await service.discover(gateway.issuer, secretOf(service.id));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  for (const service of services) await service.stop();
  await gateway?.stop();
});

async function logIn(service, address, person = new Person()) {
  const before = service.logins.length;
  const page = await person.logIn(`${service.origin}/login`, address, gateway.mailbox);
  assert.equal(service.logins.length, before + 1, `no login: ${page.status} ${page.body.slice(0, 400)} ${service.lastError}`);
  return service.logins.at(-1);
}

async function forget(person) {
  const question = await person.visit(`${gateway.issuer}/me/forget`);
  return person.submit(question, {});
}

const names = (kind) => gateway.redis.names().filter((name) => name.startsWith(kind));

test('forgotten: the other browser is out, the code is dead, and she comes back as somebody else', async () => {
  const atWork = new Person();
  const atHome = new Person();
  const first = await logIn(chat, 'anna@minbzk.nl', atWork);
  await logIn(chat, 'anna@minbzk.nl', atHome);
  // A code that the service has not exchanged yet.
  const url = await portal.start();
  const back = await atHome.visit(url, { stopsBefore: (next) => next.origin === portal.origin });
  assert.ok(back.next.searchParams.has('code'));

  const done = await forget(atWork);

  assert.equal(done.status, 200);
  assert.match(done.body, /U bent vergeten/);
  assert.deepEqual([...names('id:'), ...names('pe:'), ...names('se:')], []);
  assert.equal(names('fo:').length, 1);
  await assert.rejects(portal.finish(back.next), { error: 'invalid_grant' });
  const asked = await atHome.visit(`${chat.origin}/login`);
  assert.ok(asked.body.includes('name="address"'), 'the other browser has to log in');
  const userinfo = await fetch(`${gateway.issuer}/userinfo`, { headers: { authorization: `Bearer ${first.tokens.access_token}` } });
  assert.equal(userinfo.status, 401, 'her access token is dead');
  const again = await logIn(chat, 'anna@minbzk.nl', atWork);
  assert.notEqual(again.claims.sub, first.claims.sub);
});

test('once a day: the new person is told to wait', async () => {
  const person = new Person({ language: 'en' });
  await logIn(chat, 'anna@minbzk.nl', person);

  const page = await person.visit(`${gateway.issuer}/me/forget`);

  assert.equal(page.status, 429);
  assert.match(page.body, /Not again today/);
});

test('a form of another session erases nothing', async () => {
  const person = new Person();
  await logIn(chat, 'bea@minbzk.nl', person);
  const people = names('pe:').length;

  const answer = await person.request(`${gateway.issuer}/me/forget`, { method: 'POST', form: { token: 'AAAA' } });

  assert.equal(answer.status, 400);
  assert.equal(names('pe:').length, people);
});

for (const [name, options] of [['nl-nojs', { javaScriptEnabled: false }], ['en', { locale: 'en-GB' }], ...sizes]) {
  test(`the pages: ${name}`, async () => {
    const { context, page, strangers } = await openPage(browser, [gateway.issuer, chat.origin], options);
    const seen = async (label) => {
      await look(page, `${name}-${label}`);
      await fits(page, label);
      if (options.javaScriptEnabled !== false) await examine(page, `${name} ${label}`);
    };
    const address = `vergeet.${name}@minbzk.nl`;
    await page.goto(`${gateway.issuer}/me`);
    await page.fill('#address', address);
    await page.press('#address', 'Enter');
    await page.waitForSelector('#code');
    await page.fill('#code', await gateway.mailbox.codeFor(address));
    await page.press('#code', 'Enter');
    await page.waitForSelector('body.page-me');
    await seen('me-with-forget');

    // With the keyboard alone.
    await tabTo(page, 'a[href="/me/forget"]');
    await showsFocus(page);
    await page.keyboard.press('Enter');
    await page.waitForSelector('body.page-forget');
    await seen('forget');
    await tabTo(page, 'form[action="/me/forget"] button');
    await showsFocus(page);
    await page.keyboard.press('Enter');
    await page.waitForSelector('body.page-forgotten');
    await seen('forgotten');
    assert.deepEqual(strangers, []);
    await context.close();
  });
}
