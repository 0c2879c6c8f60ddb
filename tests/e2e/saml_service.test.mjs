// Services that speak SAML, by Debian's pysaml2: login and logout in Chromium, and every message of ours seen by xmlsec1
// and by the schemas of OASIS.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createVerify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from './harness/browser.mjs';
import { Gateway, secretOf } from './harness/gateway.mjs';
import { temporaryFolder } from './harness/process.mjs';
import { SamlService } from './harness/saml_service.mjs';
import { Service } from './harness/service.mjs';

const artifacts = process.env.SLUIS_E2E_ARTIFACTS;
const root = join(import.meta.dirname, '../..');
const wiki = new SamlService('wiki');
const chat = new SamlService('chat', { signs_requests: true, name_id_format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' });
const vault = new SamlService('vault', { encrypts: true });
const portal = new Service('portal');
const files = temporaryFolder('saml');
let gateway;
let browser;

before(async () => {
  await Promise.all([wiki.start(), chat.start(), vault.start(), portal.listen()]);
  // The wiki and the portal are two doors of one service.
  const same = portal.registration();
  same.yaml = same.yaml.replace('sector: portal', 'sector: wiki');
  gateway = await new Gateway({
    clients: [wiki.registration(', attributes: { username: username, cn: name }'), chat.registration(', nameid: email, attributes: { email: email }'),
      vault.registration(), same],
  }).start();
  await Promise.all([wiki.trust(gateway), chat.trust(gateway), vault.trust(gateway)]);
  await portal.discover(gateway.issuer, secretOf('portal'));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  for (const each of [wiki, chat, vault, portal]) await each.stop();
  await gateway?.stop();
  files.remove();
});

async function open({ javaScriptEnabled = true, locale = 'nl-NL' } = {}) {
  const context = await browser.newContext({ locale, javaScriptEnabled, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/favicon|status of (4|5)\d\d/.test(message.text())) page.complaints.push(message.text());
  });
  return page;
}

async function logIn(page, address) {
  await page.fill('#address', address);
  await page.click('form[action="/login"] button[type=submit]');
  await page.waitForSelector('#code');
  await page.fill('#code', await gateway.mailbox.codeFor(address));
  await page.press('#code', 'Enter');
}

/** The way there and back; at the end the service says what it read. */
async function logInAt(page, service, address, query = '') {
  await page.goto(`${service.origin}/login${query}`);
  if (address) await logIn(page, address);
  await page.waitForSelector('#welcome');
  return (await service.state()).logins.at(-1);
}

const xmllint = (file, schema) => execFileSync('xmllint', ['--nonet', '--noout', '--schema', `tests/saml/${schema}`, file],
  { cwd: root, env: { ...process.env, XML_CATALOG_FILES: 'tests/saml/catalog.xml' }, stdio: 'pipe' });

/** Our certificate as the metadata publish it. */
function certificateFile(service) {
  const text = readFileSync(service.idpFile, 'utf8').match(/X509Certificate>([^<]+)</)[1];
  const file = join(files.path, 'idp.pem');
  writeFileSync(file, `-----BEGIN CERTIFICATE-----\n${text.match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`);
  return file;
}

/** A second opinion on a signature, about exactly that element. */
function xmlsec1(file, element, certificate, id) {
  execFileSync('xmlsec1', ['--verify', '--pubkey-cert-pem', certificate, '--id-attr:ID', element, '--node-xpath',
    `//*[local-name()="Signature"][../@ID="${id}"]`, file], { stdio: 'pipe' });
}

test('our metadata are valid, signed, and what pysaml2 needs', () => {
  xmllint(wiki.idpFile, 'metadata.xsd');
  const id = readFileSync(wiki.idpFile, 'utf8').match(/ ID="([^"]+)"/)[1];
  xmlsec1(wiki.idpFile, 'urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor', certificateFile(wiki), id);
});

for (const javaScriptEnabled of [true, false]) {
  test(`a code by mail leads to a service that speaks SAML (JavaScript ${javaScriptEnabled ? 'on' : 'off'})`, async () => {
    const page = await open({ javaScriptEnabled });
    await page.goto(`${wiki.origin}/login`);
    await logIn(page, 'wiki@minbzk.nl');
    if (!javaScriptEnabled) {
      await page.waitForSelector('#post');
      await page.screenshot({ path: join(artifacts, 'saml-post.png'), fullPage: true });
      assert.equal((await page.textContent('#post button')).trim(), 'Verder naar Dienst wiki');
      await page.click('#post button');
    }
    await page.waitForSelector('#welcome');

    const { logins, relay_states: relayStates } = await wiki.state();
    const login = logins.at(-1);
    assert.equal(relayStates.at(-1), '/here?a=1&b=2');
    assert.match(login.name_id, /^[a-z2-7]{52}$/);
    assert.equal(login.format, 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent');
    assert.deepEqual(login.attributes['urn:oasis:names:tc:SAML:attribute:pairwise-id'], [`${login.name_id}@localhost`]);
    assert.match(login.attributes.username[0], /^[a-z]+-[a-z]+-[a-z0-9]{8}$/);
    assert.deepEqual(Object.keys(login.attributes).sort(), ['cn', 'urn:oasis:names:tc:SAML:attribute:pairwise-id', 'username']);
    assert.equal(login.class_ref, 'urn:sluis:mail');
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test('a request by POST finds the session, and the pseudonym stays the same', async () => {
  const page = await open();
  const first = await logInAt(page, wiki, 'stays@minbzk.nl');
  const second = await logInAt(page, wiki, null, '?by=post');
  assert.equal(second.name_id, first.name_id);
  await page.context().close();
});

test('a service that signs its requests and wants an address gets one that cannot exist', async () => {
  const page = await open();
  const login = await logInAt(page, chat, 'chat@minbzk.nl');
  assert.match(login.name_id, /^[a-z2-7]{52}@pseudonym\.invalid$/);
  assert.deepEqual(login.attributes.email, [login.name_id]);
  await page.context().close();
  const other = await open();
  assert.equal((await logInAt(other, chat, 'chat@minbzk.nl', '?by=post')).name_id, login.name_id);
  await other.context().close();
});

test('a service that publishes a key gets its assertion encrypted', async () => {
  const page = await open();
  const login = await logInAt(page, vault, 'vault@minbzk.nl');
  const document = (await vault.state()).documents.at(-1);
  assert.match(document, /EncryptedAssertion/);
  assert.ok(!document.includes(login.name_id));
  await page.context().close();
});

test('one person has one pseudonym at a sector, by OpenID Connect and by SAML, and others elsewhere', async () => {
  const page = await open();
  const login = await logInAt(page, wiki, 'both@minbzk.nl');
  await page.goto(`${portal.origin}/login`);
  await page.waitForSelector('#claims');
  assert.equal(portal.logins.at(-1).claims.sub, login.name_id);
  assert.notEqual((await logInAt(page, vault)).name_id, login.name_id);
  await page.context().close();
});

describe('what a service may ask', () => {
  test('ForceAuthn brings a fresh login although there is a session', async () => {
    const page = await open();
    const first = await logInAt(page, wiki, 'force@minbzk.nl');
    await page.waitForTimeout(1100);
    const second = await logInAt(page, wiki, 'force@minbzk.nl', '?force_authn=true');
    assert.ok(Date.parse(second.authn_instant) > Date.parse(first.authn_instant));
    await page.context().close();
  });

  test('IsPassive without a session is answered with NoPassive', async () => {
    const page = await open();
    await page.goto(`${wiki.origin}/login?is_passive=true`);
    await page.waitForSelector('#refused');
    assert.equal((await wiki.state()).refusals.at(-1), 'StatusNoPassive');
    await page.context().close();
  });

  test('a class of login that does not exist here is answered with NoAuthnContext', async () => {
    const page = await open();
    await page.goto(`${wiki.origin}/login?class_ref=urn:nobody`);
    await page.waitForSelector('#refused');
    assert.equal((await wiki.state()).refusals.at(-1), 'StatusNoAuthnContext');
    await page.context().close();
  });

  test('going back is answered with AuthnFailed', async () => {
    const page = await open();
    await page.goto(`${wiki.origin}/login`);
    await page.waitForSelector('#address');
    await page.goto(page.url().replace('/login?', '/login/back?'));
    await page.waitForSelector('#refused');
    assert.equal((await wiki.state()).refusals.at(-1), 'StatusAuthnFailed');
    await page.context().close();
  });
});

describe('logout (logout.test.mjs has the walk past other services)', () => {
  test('ends the session and says that all is done', async () => {
    const page = await open();
    await logInAt(page, wiki, 'out@minbzk.nl');
    await page.goto(`${wiki.origin}/logout`);
    await page.waitForSelector('#bye');
    const { logouts, slo_query: query } = await wiki.state();
    assert.deepEqual(logouts.at(-1), {
      code: 'urn:oasis:names:tc:SAML:2.0:status:Success', second_code: null, in_response_to_known: true, relay_state: 'bye',
    });
    const [signed, signature] = query.split('&Signature=');
    const verify = createVerify('RSA-SHA256').update(signed);
    assert.ok(verify.verify(readFileSync(certificateFile(wiki)), Buffer.from(decodeURIComponent(signature), 'base64')));
    await page.goto(`${wiki.origin}/login`);
    await page.waitForSelector('#address');
    await page.context().close();
  });
});

test('every message that we sent is valid by the schemas and signed by the word of xmlsec1', async () => {
  const certificate = certificateFile(wiki);
  let seen = 0;
  for (const service of [wiki, chat, vault]) {
    for (const document of (await service.state()).documents) {
      const file = join(files.path, `message-${seen++}.xml`);
      writeFileSync(file, document);
      xmllint(file, 'messages.xsd');
      if (!document.includes('Signature')) continue;  // by Redirect: seen above
      const response = document.match(/<[a-z0-9]*:?Response[^>]* ID="([^"]+)"/)[1];
      xmlsec1(file, 'urn:oasis:names:tc:SAML:2.0:protocol:Response', certificate, response);
      const assertion = document.match(/<[a-z0-9]*:?Assertion[^>]* ID="([^"]+)"/)?.[1];
      if (assertion) xmlsec1(file, 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion', certificate, assertion);
    }
  }
  assert.ok(seen >= 12);
});
