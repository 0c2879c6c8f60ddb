// ./deploy/demo --with-idp as a person uses it: the service's button, her address, her organisation's page, and then what the
// service received.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser } from './harness/browser.mjs';
import { Demo, stopAll } from './harness/demo.mjs';

const pictures = process.env.SLUIS_E2E_ARTIFACTS;
const address = 'j.devries@minaz.nl';
let browser;
let demo;

before(async () => {
  mkdirSync(pictures, { recursive: true });
  browser = await openBrowser();
  demo = await new Demo('--with-idp').start();
});

after(async () => {
  await browser?.close();
  await stopAll();
});

/** A browser of her own. `width`: of a desktop or a phone. */
async function visitor({ language = 'nl-NL', width = 1280, colorScheme = 'light', javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: language, viewport: { width, height: 844 }, colorScheme, javaScriptEnabled });
  return context.newPage();
}

const click = (page, name) => page.getByRole('button', { name }).click();

/** By clicks alone: from the service to the page of her organisation. */
async function leave(page, { go = 'Inloggen', on = 'Verder' } = {}) {
  await page.goto(demo.service);
  await click(page, go);
  await page.fill('#address', address);
  await click(page, on);
  await page.waitForURL(`${demo.provider}/interaction/**`);
}

/** Chooses somebody there and comes back. */
async function comeBack(page, who) {
  await click(page, who);
  await page.waitForURL(`${demo.service}/`);
  return JSON.parse(await page.textContent('#received'));
}

async function received(who = 'Jip de Vries') {
  const page = await visitor();
  await leave(page);
  const claims = await comeBack(page, who);
  await page.context().close();
  return claims;
}

/** Every name and every text in it, at any depth. */
const allOf = (value) => (typeof value === 'object' && value ? Object.entries(value).flatMap(([name, each]) => [name, ...allOf(each)]) : [String(value)]);

test('the service shows all that it received, and there is no address in it', async () => {
  const page = await visitor();
  await leave(page);
  const { id_token: claims, userinfo, ...rest } = await comeBack(page, 'Jip de Vries');

  assert.match(claims.sub, /^[a-z2-7]{52}$/);
  assert.equal(userinfo.sub, claims.sub);
  assert.equal(claims.acr, 'urn:sluis:federated');
  for (const each of allOf({ claims, userinfo, rest })) assert.doesNotMatch(each, /@|minaz|vries|jip|algemene|email/i);
  const text = await page.textContent('main');
  for (const name of Object.keys({ ...claims, ...userinfo })) assert.ok(text.includes(name), `${name} is shown`);
  assert.doesNotMatch(text, /@|minaz|vries|jip/i);
  assert.equal(await page.locator('#missing li').count(), 6);
  assert.equal(await page.locator('#missing .received').count(), 0);
  await page.context().close();
});

test('she logs out, logs in as another, and is another', async () => {
  const page = await visitor();
  await leave(page);
  const first = await comeBack(page, 'Jip de Vries');
  await click(page, 'Uitloggen');
  await page.waitForURL(`${demo.service}/`);
  await leave(page);
  const second = await comeBack(page, 'Noor El Amrani');

  assert.notEqual(second.id_token.sub, first.id_token.sub);
  await page.context().close();
});

test('a name that is typed is somebody too', async () => {
  const page = await visitor();
  await leave(page);
  await page.fill('#typed', 'A.Klaassen');
  const { id_token: claims } = await comeBack(page, 'Inloggen');

  assert.match(claims.sub, /^[a-z2-7]{52}$/);
  await page.context().close();
});

for (const [what, button] of [['an address of another organisation', /andere organisatie/], ['an address that was not verified', /niet is gecontroleerd/]]) {
  test(`the gateway refuses ${what}`, async () => {
    const page = await visitor();
    await leave(page);
    await click(page, button);
    await page.waitForURL(`${demo.issuer}/**`);

    assert.equal(await page.locator('h1').count(), 1);
    assert.doesNotMatch(await page.textContent('main'), /vries/);
    await page.context().close();
  });
}

test('in English, without JavaScript, on a phone; and pictures of every page', async () => {
  for (const [name, options] of [['', {}], ['phone-', { width: 390 }], ['dark-phone-', { width: 390, colorScheme: 'dark' }], ['en-phone-', { width: 390, language: 'en-GB', javaScriptEnabled: false }]]) {
    const page = await visitor(options);
    const shoot = async (what) => {
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name}${what} is not wider than the screen`);
      await page.screenshot({ path: join(pictures, `demo-${name}${what}.png`), fullPage: true });
    };
    await page.goto(demo.service);
    await shoot('service');
    await leave(page, name.startsWith('en') ? { go: 'Log in', on: 'Continue' } : {});
    await shoot('provider');
    await comeBack(page, 'Sam Bakker');
    await shoot('claims');
    await page.context().close();
  }
});

test('Ctrl-C stops all of it, and the next start keeps the pseudonym', async () => {
  const { id_token: before } = await received();
  await demo.stop();
  for (const origin of [demo.service, demo.provider, demo.issuer]) {
    await assert.rejects(fetch(origin), ({ cause }) => cause.code === 'ECONNREFUSED', `nothing listens at ${origin}`);
  }

  demo = await new Demo('--with-idp').start();
  const { id_token: again } = await received();
  await demo.stop();

  assert.equal(again.sub, before.sub);
  assert.ok(demo.seconds < 120, `the second start took ${demo.seconds} s`);
  assert.doesNotMatch(demo.text.slice(demo.text.indexOf('Ctrl-C')), /vries/, 'the terminal shows no address');
});
