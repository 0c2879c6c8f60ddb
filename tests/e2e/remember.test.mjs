// Her device remembers her organisation: the next time one press leads to her own login page, without a word typed. In
// Chromium, in both languages, with JavaScript off and on, through a real OpenID provider.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { examine, fits, look, openBrowser, openPage, showsFocus, sizes, tabTo } from './harness/browser.mjs';
import { Gateway, secretOf, tls } from './harness/gateway.mjs';
import { Provider } from './harness/provider.mjs';
import { Service } from './harness/service.mjs';

const service = new Service('chat');
const provider = new Provider();
let gateway;
let browser;

before(async () => {
  await service.listen();
  await provider.listen();
  gateway = new Gateway({
    clients: [service.registration(', id_token_alg: ES256')],
    connectors: [provider.connector('secret-provider')],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  });
  writeFileSync(join(gateway.folder, 'secret-provider'), `${provider.clientSecret}\n`, { mode: 0o600 });
  gateway.allowlist = `domains:
  - { domain: minbzk.nl, organisation: "Ministerie van BZK", connectors: [mail] }
  - { domain: minaz.nl, organisation: "Ministerie van Algemene Zaken", connectors: [az] }
  - { domain: minjenv.nl, organisation: "Ministerie van Justitie en Veiligheid", connectors: [az, mail] }
`;
  await gateway.start();
  await provider.start(`${gateway.issuer}/login/callback/az`);
  await service.discover(gateway.issuer, secretOf('chat'));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await service.stop();
  await provider.stop();
  await gateway?.stop();
});

const words = {
  nl: { go: 'Verder bij Ministerie van Algemene Zaken', several: 'Verder bij Ministerie van Justitie en Veiligheid', via: 'via Algemene Zaken' },
  en: { go: 'Continue with Ministerie van Algemene Zaken', several: 'Continue with Ministerie van Justitie en Veiligheid', via: 'by way of General Affairs' },
};
const main = 'main form[action="/login"]';  // the first form of the page

/** Whoever comes to the provider is this person. */
const atProvider = (email) => { provider.account = { sub: email, claims: { email, email_verified: true } }; };

/** A browser and what a person does with it. */
async function person(label, options = {}) {
  const { context, page, strangers, complaints } = await openPage(browser, [gateway.issuer, service.origin, provider.issuer], options);
  const language = (options.locale ?? 'nl-NL').slice(0, 2);
  const her = {
    page,
    words: words[language],
    arrive: () => page.goto(`${service.origin}/login`),
    /** Logged in; gives her pseudonym, and logs out of the gateway alone. */
    async arrived() {
      await page.waitForURL(`${service.origin}/callback**`, { timeout: 10_000 }).catch(async (error) => {
        throw new Error(`${error.message} at ${page.url()}: ${(await page.content()).slice(0, 1500)}`);
      });
      const { sub } = JSON.parse(await page.textContent('#claims')).claims;
      assert.match(sub, /^[a-z2-7]{52}$/);
      await context.clearCookies({ name: '__Host-session' });
      return sub;
    },
    async remembered() {
      const cookies = await context.cookies(gateway.issuer);
      return cookies.find(({ name }) => name === '__Host-organisation')?.value;
    },
    async type(address, { remember = false } = {}) {
      await page.fill('#address', address);
      if (remember) await page.check('#remember');
      await page.press('#address', 'Enter');
    },
    async typeCode(address) {
      await page.waitForSelector('#code');
      await page.fill('#code', await gateway.mailbox.codeFor(address));
      await page.press('#code', 'Enter');
    },
    press: () => page.click(`${main} button`),
    async see(name) {
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      assert.equal(await page.locator('h1').count(), 1);
      await look(page, `${label}-${name}`);
      if (options.javaScriptEnabled !== false) await examine(page, `${label} ${name}`);
    },
    async leave() {
      assert.deepEqual(strangers, []);
      assert.deepEqual(complaints, []);
      await context.close();
    },
  };
  return her;
}

for (const locale of ['nl-NL', 'en-GB']) {
  for (const javaScriptEnabled of [false, true]) {
    const language = locale.slice(0, 2);
    const label = `${language}-${javaScriptEnabled ? 'js' : 'nojs'}`;

    test(`at her own provider, and with one press the next time: ${language}, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
      const her = await person(label, { locale, javaScriptEnabled });
      atProvider('j.devries@minaz.nl');
      await her.arrive();
      await her.type('j.devries@minaz.nl', { remember: true });
      const sub = await her.arrived();
      assert.equal(await her.remembered(), 'minaz.nl', 'the domain and no more');

      await her.arrive();
      assert.equal(await her.page.locator('#address').count(), 0);
      assert.equal((await her.page.textContent(`${main} button`)).trim(), her.words.go);
      await her.see('remembered-provider');
      await her.press();
      assert.equal(await her.arrived(), sub);

      // Another address, and to forget.
      await her.arrive();
      await her.page.click('main a[href*="other=1"]');
      await her.page.waitForSelector('#address[type=email]');
      await her.see('remembered-other');
      await her.type('iemand@minbzk.nl');
      await her.page.waitForSelector('#code');
      assert.equal(await her.remembered(), 'minaz.nl', 'she did not ask to remember the other one');
      await her.arrive();
      await her.page.click('main form:has(input[name=forget]) button');
      await her.page.waitForSelector('#address[type=email]');
      assert.equal(await her.remembered(), undefined);
      await her.leave();
    });

    test(`the way that she chose last comes first: ${language}, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
      const her = await person(label, { locale, javaScriptEnabled });
      const address = `keuze.${label}@minjenv.nl`;
      atProvider(address);
      await her.arrive();
      await her.type(address, { remember: true });
      await her.page.waitForSelector('body.page-choice');
      await her.see('choice');
      await her.page.click('main form:has(input[value=az]) button');
      const sub = await her.arrived();
      assert.equal(await her.remembered(), 'minjenv.nl/az');

      await her.arrive();
      const button = await her.page.textContent(`${main} button`);
      assert.ok(button.includes(her.words.several) && button.includes(her.words.via), button);
      await her.see('remembered-several');
      await her.press();
      assert.equal(await her.arrived(), sub);

      // The choice stays within reach; a code needs the part before the @.
      await her.arrive();
      await her.page.click('main .other-ways a[href*="organisation="]');
      await her.page.waitForSelector('body.page-choice');
      await her.page.click('main form:has(input[value=mail]) button');
      await her.page.waitForSelector('#address[type=text]');
      await her.see('remembered-code');
      await her.type(address.split('@')[0]);
      await her.typeCode(address);
      await her.arrived();
      assert.equal(await her.remembered(), 'minjenv.nl/mail');
      await her.arrive();
      await her.type(address.split('@')[0]);
      await her.typeCode(address);
      await her.arrived();
      await her.leave();
    });
  }
}

test('one press with the keyboard alone, and it is the first thing on the page', async () => {
  const her = await person('keyboard');
  atProvider('toetsen@minaz.nl');
  await her.arrive();
  await her.type('toetsen@minaz.nl', { remember: true });
  await her.arrived();

  await her.arrive();
  const sizesOfActions = await her.page.locator('main button, main a').evaluateAll((all) => all.map((each) => each.getBoundingClientRect()).map(({ top, width, height }) => ({ top, area: width * height })));
  const [first, ...others] = sizesOfActions;
  assert.ok(others.length > 0 && others.every(({ top, area }) => top > first.top && area < first.area), JSON.stringify(sizesOfActions));
  await tabTo(her.page, 'main a, main button');
  assert.ok(await her.page.evaluate(() => document.activeElement.matches('.button-first')), 'Tab comes to it before anything else of the page');
  await showsFocus(her.page);
  await look(her.page, 'nl-remembered-focus');
  await her.page.keyboard.press('Enter');
  await her.arrived();
  await her.leave();
});

test('Back from the provider, and another way', async () => {
  const her = await person('back');
  atProvider('terug@minjenv.nl');
  await her.arrive();
  await her.type('terug@minjenv.nl');
  await her.page.waitForSelector('body.page-choice');
  // The provider does not answer: she stays on the page by which she leaves.
  await her.page.route(`${provider.issuer}/**`, (route) => route.abort('aborted'));
  await her.page.click('main form:has(input[value=az]) button');
  await her.page.waitForSelector('body.page-leave');
  await her.page.unroute(`${provider.issuer}/**`);
  await her.page.goBack();
  await her.page.waitForSelector('body.page-choice');
  await her.page.click('main form:has(input[value=mail]) button');
  await her.page.waitForSelector('#address[type=text]');
  await her.type('terug');
  await her.typeCode('terug@minjenv.nl');
  await her.arrived();
  await her.leave();
});

for (const [name, options] of sizes) {
  test(`the pages of a remembered organisation fit: ${name}`, async () => {
    const her = await person(name, options);
    const see = async (label) => {
      await her.see(label);
      await fits(her.page, `${name} ${label}`);
    };
    atProvider('maat@minjenv.nl');
    await her.arrive();
    await her.type('maat@minjenv.nl', { remember: true });
    await her.page.waitForSelector('body.page-choice');
    await see('choice');
    await her.page.click('main form:has(input[value=az]) button');
    await her.arrived();
    await her.arrive();
    await see('remembered-several');
    await her.page.click('main .other-ways a[href*="organisation="]');
    await her.page.click('main form:has(input[value=mail]) button');
    await her.page.waitForSelector('#address[type=text]');
    await see('remembered-code');
    await her.leave();
  });
}
