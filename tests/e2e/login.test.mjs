// Chromium clicks through a whole login, in both languages, with JavaScript off and on. axe-core looks at every page, and
// a picture of each is kept in build/e2e-artifacts.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { examine, fits, look, openBrowser, openPage, showsFocus, sizes, tabTo } from './harness/browser.mjs';
import { Gateway, secretOf } from './harness/gateway.mjs';
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

/** A new browser; every request that leaves for a stranger is a failure. */
const open = (options) => openPage(browser, [gateway.issuer, ...services.map((service) => service.origin)], options);

/** Types the address and the code as a person does. */
async function logIn(page, address, seen = async () => {}) {
  await page.fill('#address', address);
  await seen('address');
  await page.click('form[action="/login"] button[type=submit]');
  await page.waitForSelector('#code');
  await seen('code');
  const code = await gateway.mailbox.codeFor(address);
  await page.fill('#code', `${code.slice(0, 4)} ${code.slice(4)}`);
  await page.press('#code', 'Enter');
}

for (const locale of ['nl-NL', 'en-GB']) {
  for (const javaScriptEnabled of [false, true]) {
    const language = locale.slice(0, 2);
    test(`a whole login and logout: ${language}, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
      const { context, page, strangers, complaints } = await open({ locale, javaScriptEnabled });
      const label = `${language}-${javaScriptEnabled ? 'js' : 'nojs'}`;
      const seen = async (name) => {
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        await look(page, `${label}-${name}`);
        if (javaScriptEnabled) await examine(page, `${label}-${name}`);
      };
      await page.goto(`${chat.origin}/login`);
      assert.match(await page.textContent('main'), /Dienst chat/);
      await logIn(page, `klik.${label.replace('-', '.')}@minbzk.nl`, seen);
      await page.waitForURL(`${chat.origin}/callback**`);
      const shown = JSON.parse(await page.textContent('#claims'));
      assert.match(shown.claims.sub, /^[a-z2-7]{52}$/);

      // A second service, without another question.
      await page.goto(`${portal.origin}/login`);
      await page.waitForURL(`${portal.origin}/callback**`);
      assert.notEqual(JSON.parse(await page.textContent('#claims')).claims.sub, shown.claims.sub);

      await page.goto(`${gateway.issuer}/me`);
      await seen('me');
      assert.match(await page.textContent('main'), /Dienst chat/);
      await page.click('form button[type=submit]');
      await page.waitForLoadState();
      await seen('logged-out');
      await page.goto(`${gateway.issuer}/me`);
      assert.equal(await page.locator('#address').count(), 1, 'logged out');

      assert.deepEqual(strangers, []);
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }
}

describe('every other page', () => {
  for (const [name, path] of [['start', '/'], ['privacy', '/privacy'], ['accessibility', '/toegankelijkheid'], ['not-found', '/bestaat-niet'],
    ['unknown-flow', '/login?flow=AAAAAAAAAAAAAAAAAAAAAA'], ['bad-client', '/authorize?client_id=nobody'], ['logout', '/logout']]) {
    for (const locale of ['nl-NL', 'en-GB']) {
      test(`${name} in ${locale}`, async () => {
        const { context, page } = await open({ locale });
        await page.goto(`${gateway.issuer}${path}`);
        assert.equal(await page.locator('h1').count(), 1);
        await look(page, `${locale.slice(0, 2)}-${name}`);
        await examine(page, name);
        await context.close();
      });
    }
  }
});

const refusalWords = {
  'nl-NL': { ask: 'Vraag de helpdesk van uw organisatie', oneMore: /nog één keer/, service: 'Vraag de helpdesk van de dienst', house: 'Vraag Rijksconnect' },
  'en-GB': { ask: 'Ask the help desk of your organisation', oneMore: /one more time/, service: 'Ask the help desk of the service', house: 'Ask Rijksconnect' },
};

for (const [locale, words] of Object.entries(refusalWords)) {
  const language = locale.slice(0, 2);
  test(`refusals on the sign-in and the code page, with a way back to the service: ${language}`, async () => {
    const { context, page } = await open({ locale });
    const seen = async (name) => {
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      await look(page, `${language}-${name}`);
      await examine(page, `${language} ${name}`);
    };
    await page.goto(`${chat.origin}/login`);
    for (const [name, address] of [['malformed', 'geen adres'], ['malformed-domain', 'iemand@minbzk'], ['not-listed', 'iemand@evil-minbzk.nl']]) {
      await page.fill('#address', address);
      await page.click('form[action="/login"] button[type=submit]');
      await page.waitForSelector('[role=alert]');
      assert.ok(!(await page.content()).includes('iemand'), 'the local part is not written back');
      await seen(`refused-${name}`);
    }
    await page.fill('#address', 'iemand+lijst@minbzk.nl');
    await page.press('#address', 'Enter');
    await page.waitForSelector('.reference');
    assert.ok(!(await page.content()).includes('iemand'), 'the local part is not written back');
    assert.ok((await page.textContent('.reference')).includes(words.ask));
    await seen('refused-undeliverable');

    await page.goto(`${chat.origin}/login`);
    const address = `tries.${language}@minbzk.nl`;
    await page.fill('#address', address);
    await page.press('#address', 'Enter');
    await page.waitForSelector('#code');
    const code = await gateway.mailbox.codeFor(address);
    const wrong = code === '12345678' ? '87654321' : '12345678';
    for (let attempt = 1; attempt <= 5; ++attempt) {
      await page.fill('#code', wrong);
      await page.press('#code', 'Enter');
      await page.waitForLoadState();
      if (attempt === 1) {
        await page.waitForSelector('[role=alert]');
        await seen('wrong-code');
        // Reload asks nothing and counts nothing.
        await page.reload();
        assert.equal(await page.locator('#code').count(), 1);
      }
      if (attempt === 4) {
        assert.match(await page.textContent('[role=alert]'), words.oneMore);
        await seen('wrong-code-one-left');
      }
    }
    assert.equal(await page.locator('#code').count(), 0);
    assert.ok((await page.textContent('.reference')).includes(words.ask));
    await seen('no-more-tries');
    await page.click('a[href^="/login/back"]');
    await page.waitForURL(`${chat.origin}/callback**`);
    assert.equal(await page.textContent('#error'), 'access_denied');
    assert.equal(chat.lastRefusal.iss, gateway.issuer);
    await context.close();
  });

  test(`what a service sent wrongly is for the help desk of the service: ${language}`, async () => {
    const { context, page } = await open({ locale });
    const redirectMismatch = await chat.start({ redirect_uri: `${chat.origin}/elsewhere` });
    for (const [name, url] of [['bad-client', `${gateway.issuer}/authorize?client_id=nobody`], ['bad-redirect', redirectMismatch.href]]) {
      await page.goto(url);
      assert.ok((await page.textContent('.reference')).includes(words.service));
      await look(page, `${language}-${name}`);
      await examine(page, `${language} ${name}`);
    }
    await context.close();
  });

  test(`the page by which she leaves, and the question before a logout: ${language}`, async () => {
    const { context, page } = await open({ locale });
    // The refresh comes at once: without an answer of the service the page stays.
    await page.route(`${chat.origin}/callback**`, (route) => route.abort('aborted'));
    await page.goto(`${chat.origin}/login`);
    await logIn(page, `weg.${language}@minbzk.nl`);
    await page.waitForSelector('body.page-leave');
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 1);
    await look(page, `${language}-leave`);
    await page.evaluate(() => document.querySelector('meta[http-equiv=refresh]').remove());  // of 0 seconds: WCAG 2.2.1 allows it
    await examine(page, `${language} leave`);
    await page.unroute(`${chat.origin}/callback**`);
    await page.click('main a.button');
    await page.waitForURL(`${chat.origin}/callback**`);

    await page.goto(`${gateway.issuer}/logout`);
    await page.waitForSelector('body.page-logout_confirm');
    await look(page, `${language}-logout-question`);
    await examine(page, `${language} logout question`);
    await page.click('main button[type=submit]');
    await page.waitForSelector('body.page-logged_out');
    await context.close();
  });
}

test('Back and reload at every step, and two tabs', async () => {
  const { context, page } = await open();
  await page.goto(`${chat.origin}/login`);
  await page.reload();
  const other = await context.newPage();
  await other.goto(`${portal.origin}/login`);

  await page.fill('#address', 'terug@minbzk.nl');
  await page.press('#address', 'Enter');
  await page.waitForSelector('#code');
  await page.goBack();
  await page.waitForSelector('#address');
  await page.goForward();
  await page.waitForSelector('#code');
  await page.fill('#code', await gateway.mailbox.codeFor('terug@minbzk.nl'));
  await page.press('#code', 'Enter');
  await page.waitForURL(`${chat.origin}/callback**`);
  const sub = JSON.parse(await page.textContent('#claims')).claims.sub;

  // Back after the login leads on to the service, not to a dead form.
  await page.goBack();
  await page.waitForURL(`${chat.origin}/callback**`);
  assert.equal(JSON.parse(await page.textContent('#claims')).claims.sub, sub);

  // The other tab was waiting at its sign-in page: a reload finds the session.
  await other.reload();
  await other.waitForURL(`${portal.origin}/callback**`);
  await context.close();
});

test('with the keyboard alone', async () => {
  const { context, page } = await open();
  await page.goto(`${chat.origin}/login`);
  await tabTo(page, '#address');
  await page.keyboard.type('toetsenbord@minbzk.nl');
  await tabTo(page, '#remember');
  await page.keyboard.press('Space');
  await tabTo(page, 'form[action="/login"] button[type=submit]');
  await showsFocus(page);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#code');
  await tabTo(page, '#code');
  await page.keyboard.type(await gateway.mailbox.codeFor('toetsenbord@minbzk.nl'));
  await page.keyboard.press('Enter');
  await page.waitForURL(`${chat.origin}/callback**`);

  // This device remembers the organisation, and nothing but its domain.
  const cookies = await context.cookies(gateway.issuer);
  assert.equal(cookies.find((cookie) => cookie.name.endsWith('organisation')).value, 'minbzk.nl');
  await context.clearCookies({ name: '__Host-session' });
  await page.goto(`${chat.origin}/login`);
  await page.fill('#address', 'toetsenbord');
  await look(page, 'nl-remembered');
  await examine(page, 'remembered');
  await page.press('#address', 'Enter');
  await page.waitForSelector('#code');
  await context.close();
});

test('the code works only in the browser that asked for it', async () => {
  const one = await open();
  await one.page.goto(`${chat.origin}/login`);
  await one.page.fill('#address', 'ander@minbzk.nl');
  await one.page.press('#address', 'Enter');
  await one.page.waitForSelector('#code');
  const code = await gateway.mailbox.codeFor('ander@minbzk.nl');

  const other = await open();
  await other.page.goto(one.page.url());
  assert.equal(await other.page.locator('#code').count(), 0);
  await other.page.goto(`${chat.origin}/login`);
  await other.page.fill('#address', 'ander@minbzk.nl');
  await other.page.press('#address', 'Enter');
  await other.page.waitForSelector('#code');
  await other.page.fill('#code', code);
  await other.page.press('#code', 'Enter');
  await other.page.waitForSelector('[role=alert]');
  await one.context.close();
  await other.context.close();
});

for (const [name, options] of sizes) {
  test(`the pages fit: ${name}`, async () => {
    const { context, page } = await open(options);
    const seen = async (label) => {
      await look(page, `${name}-${label}`);
      await examine(page, `${name} ${label}`);
      await fits(page, label);
    };
    for (const [label, path] of [['start', '/'], ['privacy', '/privacy'], ['accessibility', '/toegankelijkheid'],
      ['refusal', '/authorize?client_id=nobody']]) {
      await page.goto(`${gateway.issuer}${path}`);
      await seen(label);
    }
    await page.goto(`${chat.origin}/login`);
    await logIn(page, `${name}@minbzk.nl`, seen);
    await page.waitForURL(`${chat.origin}/callback**`);
    await page.goto(`${gateway.issuer}/me`);
    await seen('me');
    await page.click('main button[type=submit]');
    await page.waitForSelector('body.page-logged_out');
    await seen('logged-out');
    await context.close();
  });
}

// The last one: it takes the store away.
test('without the store: a 503 page that names our own contact and leads back to the service', async () => {
  const opened = [];
  for (const locale of Object.keys(refusalWords)) {
    const one = await open({ locale });
    await one.page.goto(`${chat.origin}/login`);
    opened.push({ locale, ...one });
  }
  await gateway.redis.stop('SIGKILL');
  for (const { locale, context, page } of opened) {
    const language = locale.slice(0, 2);
    await page.fill('#address', 'storing@minbzk.nl');
    const [answer] = await Promise.all([page.waitForNavigation(), page.press('#address', 'Enter')]);
    assert.equal(answer.status(), 503);
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    assert.ok((await page.textContent('.reference')).includes(refusalWords[locale].house));
    await look(page, `${language}-unavailable`);
    await examine(page, `${language} unavailable`);
    await page.click('main a.button');
    await page.waitForURL(`${chat.origin}/callback**`);
    assert.equal(await page.textContent('#error'), 'access_denied');
    await context.close();
  }
  await gateway.redis.start();
});
