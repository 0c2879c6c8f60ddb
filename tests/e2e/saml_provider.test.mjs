// She logs in at an organisation that speaks SAML (pysaml2), and the service learns it by OpenID Connect.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { look, openBrowser, openPage } from './harness/browser.mjs';
import { Gateway, binary, secretOf, tls } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { SamlProvider } from './harness/saml_provider.mjs';
import { Service } from './harness/service.mjs';

const service = new Service('chat');
const provider = new SamlProvider('duo');
const kAddress = 'j.devries@duo.nl';
let gateway;
let chromium;

before(async () => {
  await service.listen();
  await provider.start();
  gateway = new Gateway({
    clients: [service.registration(', id_token_alg: ES256')],
    connectors: [provider.connector(', acr: { "urn:example:mfa": "urn:sluis:federated-mfa" }')],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  });
  gateway.allowlist = `domains:
  - { domain: duo.nl, organisation: "DUO", connectors: [duo] }
  - { domain: examens.duo.nl, organisation: "DUO Examens", connectors: [duo], acr: "urn:sluis:federated-mfa" }
`;
  await gateway.start();
  await provider.trust(gateway);
  await service.discover(gateway.issuer, secretOf('chat'));
  chromium = await openBrowser();
});

beforeEach(() => provider.become({ uid: 'P00A7@duo.nl', mail: kAddress }));

after(async () => {
  await chromium?.close();
  await service.stop();
  await provider.stop();
  await gateway?.stop();
});

const root = new URL('../..', import.meta.url).pathname;
const xmllint = (file, schema) => execFileSync('xmllint', ['--nonet', '--noout', '--schema', `tests/saml/${schema}`, file],
  { cwd: root, env: { ...process.env, XML_CATALOG_FILES: 'tests/saml/catalog.xml' }, stdio: 'pipe' });

const sessions = () => gateway.redis.names().filter((name) => name.startsWith('se:')).length;

/** In Chromium, up to where it ends; with or without JavaScript. */
async function logIn({ javaScriptEnabled = true, context } = {}) {
  const opened = context ? { context, page: await context.newPage(), strangers: [], complaints: [] }
    : await openPage(chromium, [service.origin, gateway.issuer, provider.origin], { javaScriptEnabled });
  await opened.page.goto(`${service.origin}/login`);
  if (await opened.page.locator('#address').count()) {
    await opened.page.fill('#address', kAddress);
    await opened.page.keyboard.press('Enter');
  }
  if (!javaScriptEnabled) await opened.page.locator('form[action*="/saml/acs/"] [type=submit]').click();
  await opened.page.waitForURL((url) => url.origin !== provider.origin && !url.pathname.startsWith('/login'), { timeout: 15_000 });
  return opened;
}

async function subject(how) {
  const before = service.logins.length;
  const { context, page, strangers, complaints } = await logIn(how);
  await page.waitForURL(`${service.origin}/**`);
  assert.equal(service.logins.length, before + 1, await page.content());
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
  if (!how?.context) await context.close();
  return service.logins.at(-1).claims.sub;
}

test('Chromium: from the service to her organisation and back, as the same pseudonym, asked for no more than must be', async () => {
  const first = await subject();
  const again = await subject();

  assert.match(first, /^[a-z2-7]{52}$/);
  assert.equal(again, first);
  const { requests, relay_states } = await provider.state();
  assert.deepEqual(requests.at(-1), {
    force_authn: null, is_passive: null, issuer: `${gateway.issuer}/saml/sp/duo/metadata`, consumer: `${gateway.issuer}/saml/acs/duo`,
    name_id_policy: false, class_refs: [], comparison: null,
  });
  assert.ok(relay_states.at(-1).length <= 80);
});

test('Chromium: an encrypted assertion leads to the same pseudonym', async () => {
  const plain = await subject();
  await provider.become({ uid: 'P00A7@duo.nl', mail: kAddress, encrypt: true });

  assert.equal(await subject(), plain);
});

test('Chromium: a signature on the assertion alone will do', async () => {
  const whole = await subject();
  await provider.become({ uid: 'P00A7@duo.nl', mail: kAddress, sign_response: false });

  assert.equal(await subject(), whole);
});

test('Chromium without JavaScript: her organisation has a button, and we need none', async () => {
  assert.match(await subject({ javaScriptEnabled: false }), /^[a-z2-7]{52}$/);
});

test('Chromium: her mailbox has changed hands, so it is another pseudonym', async () => {
  const her = await subject();
  await provider.become({ uid: 'P00B1@duo.nl', mail: kAddress });

  assert.notEqual(await subject(), her);
});

test('Chromium: logged in before, she is not asked again', async () => {
  const { context } = await openPage(chromium, [], {});
  await subject({ context });
  const { requests: once } = await provider.state();
  await subject({ context });
  const { requests: twice } = await provider.state();

  assert.equal(twice.length, once.length);
  await context.close();
});

test('Chromium: a fresh login is asked for, and the session before it ends', async () => {
  const { context } = await openPage(chromium, [], {});
  await subject({ context });
  const before = sessions();
  const page = await context.newPage();
  await page.goto(`${service.origin}/login?prompt=login`);
  if (await page.locator('#address').count()) {
    await page.fill('#address', kAddress);
    await page.keyboard.press('Enter');
  }
  await page.waitForURL(`${service.origin}/**`);

  const { requests } = await provider.state();
  assert.equal(requests.at(-1).force_authn, 'true');
  assert.equal(sessions(), before);
  await context.close();
});

test('Chromium: a second factor is asked for where the allowlist demands it', async () => {
  await provider.become({ uid: 'P00A7@duo.nl', mail: 'j.devries@examens.duo.nl', class_ref: 'urn:example:mfa' });
  const { context, page } = await openPage(chromium, [], {});
  await page.goto(`${service.origin}/login`);
  await page.fill('#address', 'j.devries@examens.duo.nl');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${service.origin}/**`);

  const { requests } = await provider.state();
  assert.deepEqual(requests.at(-1).class_refs, ['urn:example:mfa']);
  assert.equal(requests.at(-1).comparison, 'exact');
  assert.equal(service.logins.at(-1).claims.acr, 'urn:sluis:federated-mfa');
  await context.close();
});

test('Chromium: an error of her organisation is a page that says so, and no word of its own', async () => {
  await provider.become({ uid: 'P00A7@duo.nl', mail: kAddress, error: true });
  const { context, page } = await openPage(chromium, [], {});
  await page.goto(`${service.origin}/login`);
  await page.fill('#address', kAddress);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${gateway.issuer}/saml/acs/duo`);

  assert.match(await page.textContent('main'), /Organisatie duo/);
  assert.doesNotMatch(await page.content(), /no such user/);
  assert.match(gateway.log(), /provider_refused/);
  await look(page, 'saml-provider-refused');
  await context.close();
});

test('she may not come in as somebody of another organisation', async () => {
  await provider.become({ uid: 'P00A7@duo.nl', mail: 'j.devries@minaz.nl' });
  const { context, page } = await openPage(chromium, [], {});
  await page.goto(`${service.origin}/login`);
  await page.fill('#address', kAddress);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${gateway.issuer}/saml/acs/duo`);

  assert.match(gateway.log(), /domain_not_listed/);
  await context.close();
});

test('every request that we sent is valid by the schemas, with ForceAuthn and a context too', async () => {
  const documents = (await provider.state()).documents.filter((each) => /:AuthnRequest/.test(each));

  documents.forEach((document, index) => {
    const file = join(provider.folder, `request-${index}.xml`);
    writeFileSync(file, document);
    xmllint(file, 'messages.xsd');
  });
  assert.ok(documents.some((each) => each.includes('ForceAuthn="true"')));
  assert.ok(documents.some((each) => each.includes('RequestedAuthnContext')));
});

test('our metadata are valid by the schemas and signed, as another party sees it', async () => {
  const text = readFileSync(provider.serviceFile, 'utf8');
  const certificate = text.match(/<ds:X509Certificate>([^<]+)</)[1].match(/.{1,64}/g).join('\n');
  const file = join(provider.folder, 'ours.pem');
  writeFileSync(file, `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`);

  xmllint(provider.serviceFile, 'metadata.xsd');
  execFileSync('xmlsec1', ['--verify', '--pubkey-cert-pem', file, '--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor',
    provider.serviceFile], { stdio: 'pipe' });
});

test('doctor finds nothing bad', async () => {
  const report = execFileSync(binary, ['doctor', 'connector', 'duo', '--config', gateway.configFile], { encoding: 'utf8' });

  assert.match(report, /0 bad/);
  assert.match(report, /saml\/sp\/duo\/metadata/);
});

test('an answer that nobody asked for', async () => {
  const person = new Person();
  const page = await person.request(`${gateway.issuer}/saml/acs/duo`, { method: 'POST', form: { SAMLResponse: 'PHg+', RelayState: 'x' } });

  assert.equal(page.status, 400);
});
