// Single logout in Chromium: services that speak SAML (pysaml2), one that speaks OpenID Connect, an organisation that speaks SAML
// (pysaml2) and one that speaks OpenID Connect, and every way to begin it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createVerify } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { examine, fits, look, openBrowser, openPage } from './harness/browser.mjs';
import { Gateway, secretOf, tls } from './harness/gateway.mjs';
import { temporaryFolder } from './harness/process.mjs';
import { Provider } from './harness/provider.mjs';
import { SamlProvider } from './harness/saml_provider.mjs';
import { SamlService } from './harness/saml_service.mjs';
import { Service } from './harness/service.mjs';

const root = join(import.meta.dirname, '../..');
const kSuccess = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const kPartial = 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout';
const wiki = new SamlService('wiki');
const vault = new SamlService('vault', { encrypts: true });
const portal = new Service('portal');
const duo = new SamlProvider('duo');
const bz = new Provider();
const files = temporaryFolder('logout');
let gateway;
let chromium;

before(async () => {
  for (const each of [wiki, vault, duo]) await each.start();  // Python takes its time
  await Promise.all([portal.listen(), bz.listen()]);
  gateway = new Gateway({
    clients: [wiki.registration(), vault.registration(', nameid: transient'), portal.registration(', id_token_alg: ES256')],
    connectors: [duo.connector(), bz.connector('secret-provider').replace('id: az', 'id: bz')],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  });
  writeFileSync(join(gateway.folder, 'secret-provider'), `${bz.clientSecret}\n`, { mode: 0o600 });
  gateway.allowlist = `domains:
  - { domain: minbzk.nl, organisation: "Ministerie van BZK", connectors: [mail] }
  - { domain: duo.nl, organisation: "DUO", connectors: [duo] }
  - { domain: minbuza.nl, organisation: "Ministerie van BZ", connectors: [bz] }
`;
  await gateway.start();
  await Promise.all([wiki.trust(gateway), vault.trust(gateway), duo.trust(gateway), bz.start(`${gateway.issuer}/login/callback/bz`)]);
  await portal.discover(gateway.issuer, secretOf('portal'));
  chromium = await openBrowser();
});

beforeEach(async () => {
  await Promise.all([wiki.behave('obey'), vault.behave('obey')]);
  await duo.become({ uid: 'P00A7@duo.nl', name_id: 'P00A7', mail: 'j.devries@duo.nl' });
});

after(async () => {
  await chromium?.close();
  for (const each of [wiki, vault, portal, duo]) await each.stop();
  if (bz.server) await bz.stop();
  await gateway?.stop();
  files.remove();
});

const open = (options) => openPage(chromium, [wiki.origin, vault.origin, portal.origin, duo.origin, bz.issuer, gateway.issuer], options);

/** From the sign-in page to the service, by whatever door the address leads to. */
async function logIn(page, address) {
  await page.fill('#address', address);
  await page.keyboard.press('Enter');
  if (!address.endsWith('@minbzk.nl')) return;
  await page.waitForSelector('#code');
  await page.fill('#code', await gateway.mailbox.codeFor(address));
  await page.keyboard.press('Enter');
}

async function arrive(page, service, address) {
  await page.goto(`${service.origin}/login`);
  if (address) await logIn(page, address);
  await page.waitForSelector(service === portal ? '#claims' : '#welcome');
}

const lastLogin = async (service) => (await service.state()).logins.at(-1);
const lastLogout = async (service) => (await service.state()).logouts.at(-1);
const lastFarewell = async (service) => (await service.state()).farewells.at(-1);

/** What the service was told is what it knows her by, to the letter. */
async function assertTold(service) {
  const [told, login] = [await lastFarewell(service), await lastLogin(service)];
  assert.ok(told, `${service.id} was told`);
  assert.equal(told.name_id, login.name_id);
  assert.equal(told.format, login.format);
  assert.deepEqual(told.session_indexes, [login.session_index]);
  assert.ok(told.is_signed);
  assert.ok(told.relay_state.length <= 80);
}

async function assertLoggedOut(page) {
  await page.goto(`${gateway.issuer}/me`);
  await page.waitForSelector('#address');
}

async function logOutAtMe(page) {
  await page.goto(`${gateway.issuer}/me`);
  await page.click('form[action="/me/logout"] button');
  await page.waitForSelector('body.page-logged_out');
}

describe('a service logs out', () => {
  test('another one is told, and then the first that all is done', async () => {
    const { context, page, strangers, complaints } = await open();
    await arrive(page, wiki, 'both@minbzk.nl');
    await arrive(page, vault);
    await page.goto(`${wiki.origin}/logout`);
    await page.waitForSelector('#bye');

    await assertTold(vault);
    assert.deepEqual(await lastLogout(wiki), { code: kSuccess, second_code: null, in_response_to_known: true, relay_state: 'bye' });
    await assertLoggedOut(page);
    assert.deepEqual([strangers, complaints], [[], []]);
    await context.close();
  });

  test('the other way round: one with a persistent name is told', async () => {
    const { context, page } = await open();
    await arrive(page, wiki, 'round@minbzk.nl');
    await arrive(page, vault);
    await page.goto(`${vault.origin}/logout`);
    await page.waitForSelector('#bye');

    await assertTold(wiki);
    assert.equal((await lastLogout(vault)).second_code, null);
    await context.close();
  });

  for (const how of ['refuse', 'unsigned']) {
    test(`the other one answers badly (${how}): PartialLogout`, async () => {
      const { context, page } = await open();
      await arrive(page, wiki, `${how}@minbzk.nl`);
      await arrive(page, vault);
      await vault.behave(how);
      await page.goto(`${wiki.origin}/logout`);
      await page.waitForSelector('#bye');

      const { code, second_code } = await lastLogout(wiki);
      assert.deepEqual([code, second_code], [kSuccess, kPartial]);
      await assertLoggedOut(page);
      await context.close();
    });
  }

  test('the other one never answers: our session has ended all the same', async () => {
    const { context, page } = await open();
    await arrive(page, wiki, 'silent@minbzk.nl');
    await arrive(page, vault);
    await vault.behave('silent');
    await page.goto(`${wiki.origin}/logout`);
    await page.waitForSelector('#stuck');

    await assertLoggedOut(page);
    await context.close();
  });

  test('Back in the middle and a reload at the end do no harm', async () => {
    const { context, page } = await open();
    await arrive(page, wiki, 'back@minbzk.nl');
    await arrive(page, vault);
    await page.goto(`${wiki.origin}/logout`);
    await page.waitForSelector('#bye');
    await page.reload();
    await page.waitForSelector('#bye');
    await page.goBack();

    await assertLoggedOut(page);
    await context.close();
  });

  test('a service of another protocol cannot be told: PartialLogout', async () => {
    const { context, page } = await open();
    await arrive(page, wiki, 'other@minbzk.nl');
    await arrive(page, portal);
    await page.goto(`${wiki.origin}/logout`);
    await page.waitForSelector('#bye');

    assert.equal((await lastLogout(wiki)).second_code, kPartial);
    await context.close();
  });

  test('a session that began at /me is of one service alone', async () => {
    const { context, page } = await open();
    await page.goto(`${gateway.issuer}/me`);
    await logIn(page, 'alone@minbzk.nl');
    await page.waitForSelector('body.page-me');
    await arrive(page, wiki);
    await page.goto(`${wiki.origin}/logout`);
    await page.waitForSelector('#bye');

    assert.equal((await lastLogout(wiki)).second_code, null);
    await context.close();
  });
});

describe('at our own page', () => {
  for (const [locale, language] of [['nl-NL', 'nl'], ['en-GB', 'en']]) {
    test(`each is told, and the page names those that could not be: ${language}`, async () => {
      const { context, page, complaints } = await open({ locale, viewport: { width: 360, height: 740 } });
      await arrive(page, wiki, `page-${language}@minbzk.nl`);
      await arrive(page, vault);
      await arrive(page, portal);
      await wiki.behave('refuse');
      await logOutAtMe(page);

      await assertTold(vault);
      const text = await page.textContent('main');
      const note = await page.textContent('.note');
      assert.match(text, /Dienst vault/);
      assert.doesNotMatch(note, /Dienst vault/);
      assert.match(note, /Dienst wiki/);
      assert.match(note, /Dienst portal/);
      await look(page, `${language}-logged-out-phone`);
      await examine(page, `${language} logged out`);
      await fits(page, `${language} logged out`);
      await page.setViewportSize({ width: 1280, height: 900 });
      await look(page, `${language}-logged-out`);
      assert.deepEqual(complaints, []);
      await assertLoggedOut(page);
      await context.close();
    });
  }

  test('without JavaScript', async () => {
    const { context, page } = await open({ javaScriptEnabled: false });
    await page.goto(`${gateway.issuer}/me`);
    await logIn(page, 'noscript@minbzk.nl');
    await page.waitForSelector('body.page-me');
    await page.goto(`${vault.origin}/login`);
    await page.click('#post button');
    await page.waitForSelector('#welcome');
    await logOutAtMe(page);

    assert.match(await page.textContent('main'), /Dienst vault/);
    assert.equal(await page.locator('.note').count(), 0);
    await context.close();
  });
});

describe('an organisation that speaks SAML', () => {
  test('SAML to SAML: its service logs out, and it is told last', async () => {
    const { context, page, strangers } = await open();
    await arrive(page, wiki, 'j.devries@duo.nl');
    await page.goto(`${wiki.origin}/logout`);
    await page.waitForSelector('#bye');

    const told = await lastFarewell(duo);
    assert.deepEqual(told, { name_id: 'P00A7', format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', knows_session: true, is_signed: true });
    assert.equal((await lastLogout(wiki)).second_code, null);
    await assertLoggedOut(page);
    assert.deepEqual(strangers, []);
    await context.close();
  });

  test('SAML to OpenID Connect: the service sends her to log out, both are told, and she is back at the service', async () => {
    const { context, page } = await open();
    await arrive(page, portal, 'j.devries@duo.nl');
    await arrive(page, vault);
    const before = (await duo.state()).farewells.length;
    const hint = portal.logins.at(-1).tokens.id_token;
    await page.goto(`${gateway.issuer}/logout?id_token_hint=${hint}&post_logout_redirect_uri=${encodeURIComponent(`${portal.origin}/`)}&state=s`);
    await page.waitForURL(`${portal.origin}/?state=s`);

    await assertTold(vault);
    assert.equal((await duo.state()).farewells.length, before + 1);
    await assertLoggedOut(page);
    await context.close();
  });

  test('at our own page it is named among those that logged her out', async () => {
    const { context, page } = await open();
    await arrive(page, wiki, 'j.devries@duo.nl');
    await logOutAtMe(page);

    assert.match(await page.textContent('main'), /Organisatie duo/);
    assert.equal(await page.locator('.note').count(), 0);
    await look(page, 'nl-logged-out-everywhere');
    await context.close();
  });

  test('where it names her by her address it is not told, nothing of it is kept, and the page says so', async () => {
    const address = 'kanarie.zqx@duo.nl';
    await duo.become({ uid: 'P00A9@duo.nl', name_id: address, name_id_format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', mail: address });
    const before = (await duo.state()).farewells.length;
    const { context, page } = await open();
    await arrive(page, wiki, address);
    await logOutAtMe(page);

    assert.equal((await duo.state()).farewells.length, before);
    assert.match(await page.textContent('.note'), /DUO/);
    for (const cookie of await context.cookies()) assert.doesNotMatch(cookie.value, /kanarie/);
    const octets = [gateway.log(), gateway.accessLog(), ...readdirSync(gateway.redis.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))].join('\n');
    assert.doesNotMatch(octets, /kanarie/);
    await context.close();
  });

  test('it begins: its session with us ends, the service is told, and it hears that all is done', async () => {
    const { context, page } = await open();
    await arrive(page, wiki, 'j.devries@duo.nl');
    await page.goto(`${duo.origin}/logout`);
    await page.waitForSelector('#bye');

    await assertTold(wiki);
    assert.deepEqual(await lastLogout(duo), { code: kSuccess, second_code: null, relay_state: 'ours', is_signed: true });
    await assertLoggedOut(page);
    await context.close();
  });

  test('it begins, in a browser where somebody else is logged in: she stays', async () => {
    const { context, page } = await open();
    await arrive(page, wiki, 'j.devries@duo.nl');
    const elsewhere = await open();
    await arrive(elsewhere.page, wiki, 'stays@minbzk.nl');
    await elsewhere.page.goto(`${duo.origin}/logout`);
    await elsewhere.page.waitForSelector('#refused');

    assert.deepEqual(await lastLogout(duo), { refused: 'StatusUnknownPrincipal' });
    await elsewhere.page.goto(`${gateway.issuer}/me`);
    await elsewhere.page.waitForSelector('body.page-me');
    await Promise.all([context.close(), elsewhere.context.close()]);
  });
});

test('OpenID Connect to SAML, in and out: her organisation may still know her, and the page says so', async () => {
  bz.account = { sub: 'employee-7', claims: { email: 'p.jansen@minbuza.nl', email_verified: true } };
  const { context, page } = await open();
  await arrive(page, wiki, 'p.jansen@minbuza.nl');
  await page.goto(`${wiki.origin}/logout`);
  await page.waitForSelector('#bye');
  assert.equal((await lastLogout(wiki)).second_code, null);
  await assertLoggedOut(page);
  await arrive(page, wiki, 'p.jansen@minbuza.nl');
  await logOutAtMe(page);

  assert.match(await page.textContent('.note'), /Ministerie van BZ/);
  await context.close();
});

test('every message of a logout is valid by the schemas, and signed by the key of our metadata', async () => {
  let seen = 0;
  for (const party of [wiki, vault, duo]) {
    for (const document of (await party.state()).documents.filter((each) => /:Logout/.test(each))) {
      const file = join(files.path, `message-${seen++}.xml`);
      writeFileSync(file, document);
      execFileSync('xmllint', ['--nonet', '--noout', '--schema', 'tests/saml/messages.xsd', file],
        { cwd: root, env: { ...process.env, XML_CATALOG_FILES: 'tests/saml/catalog.xml' }, stdio: 'pipe' });
    }
  }
  assert.ok(seen >= 20, `${seen} messages`);
  const certificate = `-----BEGIN CERTIFICATE-----\n${readFileSync(wiki.idpFile, 'utf8').match(/X509Certificate>([^<]+)</)[1].match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;
  const [signed, signature] = (await wiki.state()).slo_query.split('&Signature=');
  assert.ok(createVerify('RSA-SHA256').update(signed).verify(certificate, Buffer.from(decodeURIComponent(signature), 'base64')));
});
