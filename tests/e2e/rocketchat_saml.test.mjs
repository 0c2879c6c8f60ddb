// Rocket.Chat by SAML (relying-parties §2.2) in Chromium: stand-ins that are set up by deploy/rocketchat, with a key of their own
// and without, and that send the requests and read the answers as Rocket.Chat does. xmlsec1 has the word on signatures.

import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser, openPage } from './harness/browser.mjs';
import { Gateway, binary, secretOf } from './harness/gateway.mjs';
import { RocketChat } from './harness/rocketchat.mjs';
import { SamlService } from './harness/saml_service.mjs';
import { Service } from './harness/service.mjs';

const plain = new RocketChat({ generation: 7 });                  // asks for a login by password, signs nothing
const keyed = new RocketChat({ generation: 8, signs: true });     // its metadata offer a key for CBC alone
const older = new RocketChat({ generation: 7, signs: true });
const wiki = new SamlService('wiki');
const portal = new Service('portal');
let gateway;
let chromium;

/** The line that the README tells the operator to type, with his path. */
function certificateLine() {
  const readme = readFileSync(join(import.meta.dirname, '../../deploy/rocketchat/README.md'), 'utf8');
  const line = readme.match(/^ *(sluis keys show-public saml-sign .*)$/m)[1];
  return execSync(line.replace(/^sluis/, binary).replace('/etc/sluis/sluis.yaml', gateway.configFile), { shell: '/bin/bash' }).toString();
}

before(async () => {
  await Promise.all([plain.listen(), keyed.listen(), older.listen(), wiki.start(), portal.listen()]);
  for (const each of [plain, keyed, older]) each.configure(['accounts.yaml', 'saml.yaml'], { GATEWAY: 'https://later', GATEWAY_CERTIFICATE: 'later' });
  const preset = (id, chat) => ({ id, yaml: `preset: rocketchat-saml, metadata: "${chat.metadataFile}"`, type: 'saml', hasSecret: false });
  gateway = await new Gateway({
    clients: [preset('plain', plain), preset('keyed', keyed), preset('older', older), wiki.registration(), portal.registration()],
  }).start();
  for (const each of [plain, keyed, older]) {
    each.configure(['accounts.yaml', 'saml.yaml'], { GATEWAY: gateway.issuer, GATEWAY_CERTIFICATE: certificateLine() });
  }
  await wiki.trust(gateway);
  await portal.discover(gateway.issuer, secretOf('portal'));
  chromium = await openBrowser();
});

after(async () => {
  await chromium?.close();
  for (const each of [plain, keyed, older, wiki, portal]) await each.stop();
  await gateway?.stop();
});

const open = () => openPage(chromium, [gateway.issuer, wiki.origin, portal.origin, ...[plain, keyed, older].map((each) => each.site)]);

async function logInAt(page, chat, address) {
  await page.goto(`${chat.site}/login/saml`);
  if (address) {
    await page.fill('#address', address);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#code');
    await page.fill('#code', await gateway.mailbox.codeFor(address));
    await page.keyboard.press('Enter');
  }
  await page.waitForSelector('#home, #error');
  assert.equal(await page.locator('#error').count(), 0, chat.lastError?.message);
  return page.textContent('#home');
}

async function assertLoggedOut(page) {
  await page.goto(`${gateway.issuer}/me`);
  await page.waitForSelector('#address');
}

for (const [label, chat] of [['without a key, asking for a password login', plain], ['with a key, for ciphers that do not exist here', keyed]]) {
  test(`she is a stable, unique name and an address that cannot exist (${label})`, async () => {
    const { context, page, strangers, complaints } = await open();
    const first = await logInAt(page, chat, 'otter@minbzk.nl');
    const again = await open();
    const second = await logInAt(again.page, chat, 'otter@minbzk.nl');
    const other = await open();
    const third = await logInAt(other.page, chat, 'bever@minbzk.nl');

    assert.equal(second, first);
    assert.notEqual(third, first);
    assert.equal(chat.users.length, 2);
    for (const user of chat.users) {
      assert.match(user.username, /^[a-z0-9-_.]+$/);
      assert.match(user.email, /^[a-z2-7]{52}@pseudonym\.invalid$/);
      assert.match(user.name, /^[A-Z][a-z]+ [a-z]+ [a-z0-9]{4}$/);
    }
    assert.deepEqual([strangers, complaints], [[], []]);
    for (const each of [context, again.context, other.context]) await each.close();
  });
}

test('RelayState comes back as it went, the NameID is the address that it asks for, and nothing is encrypted', async () => {
  const { context, page } = await open();
  await logInAt(page, keyed, 'relay@minbzk.nl');

  const { xml, relayState } = keyed.documents.at(-1);
  assert.equal(relayState, 'sluis');
  assert.match(xml, /NameID[^>]*Format="urn:oasis:names:tc:SAML:1\.1:nameid-format:emailAddress"/);
  assert.ok(!xml.includes('EncryptedAssertion'));
  await context.close();
});

test('with no difference between clocks allowed, and ours a little ahead', async () => {
  const { context, page } = await open();
  await logInAt(page, keyed, 'klok@minbzk.nl');

  const { xml } = keyed.documents.at(-1);
  keyed.checkTimes(xml, Date.now());
  keyed.checkTimes(xml, Date.now() - 60_000);
  assert.throws(() => keyed.checkTimes(xml, Date.now() - 10 * 60_000), /NotBefore/);
  await context.close();
});

test('a Response that was touched, or one signature of the two, is nothing to it', async () => {
  const { context, page } = await open();
  await logInAt(page, keyed, 'echt@minbzk.nl');

  const { xml } = keyed.documents.at(-1);
  keyed.checkSignatures(xml);
  assert.throws(() => keyed.checkSignatures(xml.replace('@pseudonym.invalid', '@pseudonym.invalie')));
  const assertion = xml.indexOf('Assertion ');
  const from = xml.indexOf('<', xml.lastIndexOf('<', xml.indexOf('Signature', assertion)) - 0);
  const end = xml.indexOf('Signature>', xml.indexOf('SignatureValue', from) + 40) + 'Signature>'.length;
  assert.throws(() => keyed.checkSignatures(xml.slice(0, from) + xml.slice(end)));
  await context.close();
});

test('its logout, with a NameQualifier that means nothing, ends the session here, and it believes our answer', async () => {
  const { context, page } = await open();
  await logInAt(page, keyed, 'uit@minbzk.nl');
  await page.goto(`${keyed.site}/logout/saml`);
  await page.waitForSelector('#left');

  assert.equal(await page.textContent('#left'), 'Success');
  await assertLoggedOut(page);
  await context.close();
});

test('without a key its logout is refused on a page of ours, and the session goes on', async () => {
  const { context, page } = await open();
  await logInAt(page, plain, 'blijft@minbzk.nl');
  await page.goto(`${plain.site}/logout/saml`);
  await page.waitForSelector('main');

  assert.equal(new URL(page.url()).origin, gateway.issuer);
  assert.ok(gateway.log().includes('saml_request_signature'));
  await logInAt(page, plain);
  await context.close();
});

for (const [version, chat] of [['8', keyed], ['7', older]]) {
  test(`told of a logout elsewhere, it answers with our ID and without InResponseTo, and the walk goes on (version ${version})`, async () => {
    const { context, page } = await open();
    await logInAt(page, chat, `elders${version}@minbzk.nl`);
    await page.goto(`${wiki.origin}/login`);
    await page.waitForSelector('#welcome');
    const told = chat.farewells.length;
    await page.goto(`${wiki.origin}/logout`);
    await page.waitForSelector('#bye');

    assert.equal(chat.farewells.length, told + 1);
    assert.deepEqual(chat.farewells.at(-1), chat.session);
    const { code, second_code: second } = (await wiki.state()).logouts.at(-1);
    assert.deepEqual([code, second], ['urn:oasis:names:tc:SAML:2.0:status:Success', null], 'not PartialLogout: it said Success');
    await assertLoggedOut(page);
    await context.close();
  });
}

test('another service sees another name', async () => {
  const { context, page } = await open();
  const name = await logInAt(page, keyed, 'elders@minbzk.nl');
  await page.goto(`${portal.origin}/login`);
  await page.waitForSelector('#claims');

  assert.notEqual(portal.logins.at(-1).userinfo.preferred_username, name);
  await context.close();
});

test('check says that it has no key to log out with, and doctor what the preset does', () => {
  const checked = gateway.command('check');
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  assert.match(checked.stdout + checked.stderr, /have a SingleLogoutService and no signing key/);
  const told = gateway.command('doctor', 'client', 'keyed');
  assert.match(told.stdout, /assertions are not encrypted for it/);
});
