// docs/connect-a-service.md as a new operator follows it, from a configuration without clients to a login and a logout at each kind
// of service: what the page has him write and type is written and typed, with the addresses of stand-ins on this machine in it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser, openPage } from './harness/browser.mjs';
import { Gateway } from './harness/gateway.mjs';
import { until } from './harness/process.mjs';
import { RocketChat } from './harness/rocketchat.mjs';
import { SamlService } from './harness/saml_service.mjs';
import { Service } from './harness/service.mjs';

const manual = readFileSync(join(import.meta.dirname, '../../docs/connect-a-service.md'), 'utf8');
const blocks = [...manual.matchAll(/```(yaml|sh)\n([^]*?)```/g)].map((each) => each[2]);
/** The block of the page with these words, and the page's addresses replaced. */
const blockWith = (words, addresses) => Object.entries(addresses).reduce((text, [theirs, ours]) => text.replaceAll(theirs, ours), blocks.find((each) => each.includes(words)));

const portal = new Service('wiki');  // its id is what the page calls it
const wiki = new SamlService('wiki');
const chat = new RocketChat({ generation: 8 });
const samlChat = new RocketChat({ generation: 7, signs: true });
let gateway;
let chromium;
let empty;

before(async () => {
  await Promise.all([portal.listen(), wiki.start(), chat.listen(), samlChat.listen()]);
  gateway = await new Gateway().start();
  empty = readFileSync(gateway.configFile, 'utf8').replace(/^clients:$/m, '');
  chromium = await openBrowser();
});

after(async () => {
  await chromium?.close();
  for (const each of [portal, wiki, chat, samlChat]) await each.stop();
  await gateway?.stop();
});

/** Typed as root in the folder of the configuration. There is no user sluis here. */
const type = (script) => execFileSync('bash', ['-euc', script.replace(/^chown.*$/m, '')], { cwd: gateway.folder, encoding: 'utf8' });

/** Writes the clients above the connectors, checks, reloads. */
async function take(clients) {
  writeFileSync(gateway.configFile, empty.replace(/^connectors:/m, () => `${clients}connectors:`));
  const { status, stdout, stderr } = gateway.command('check');
  assert.equal(status, 0, stdout + stderr);
  const length = gateway.log().length;
  gateway.program.signal('SIGHUP');
  await until('the reload', () => gateway.log().slice(length).includes('"event":"reload"'));
}

const open = () => openPage(chromium, [gateway.issuer, portal.origin, wiki.origin, chat.site, samlChat.site]);

async function logIn(page, url, arrived, address) {
  await page.goto(url);
  await page.waitForSelector(`#address, ${arrived}`);
  if (await page.locator('#address').count()) {
    await page.fill('#address', address);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#code');
    await page.fill('#code', await gateway.mailbox.codeFor(address));
    await page.keyboard.press('Enter');
  }
  await page.waitForSelector(`${arrived}, #error`);
  assert.equal(await page.locator('#error').count(), 0, await page.textContent('body'));
}

/** Chapter 5: /me lists it. */
async function assertListed(page, name) {
  await page.goto(`${gateway.issuer}/me`);
  assert.ok((await page.textContent('main')).includes(name), `/me lists ${name}`);
}

test('a service by OpenID Connect', async () => {
  type(blockWith('openssl rand', {}));
  await take(blockWith('type: oidc', { 'https://wiki.example.nl': portal.origin }));
  await portal.discover(gateway.issuer, readFileSync(join(gateway.folder, 'secrets/wiki'), 'utf8').trim());

  const { context, page } = await open();
  await logIn(page, `${portal.origin}/login`, '#claims', 'proef@minbzk.nl');
  const { claims, userinfo } = portal.logins.at(-1);
  assert.match(claims.sub, /^[a-z2-7]{52}$/);
  assert.match(userinfo.preferred_username, /^[a-z]+-[a-z]+-[a-z0-9]{8}$/);
  await assertListed(page, 'Wiki');
  await page.goto(`${gateway.issuer}/logout?client_id=wiki`);
  await page.click('form[action="/logout"] button[type=submit]');
  await page.waitForSelector('body.page-logged_out');
  await logIn(page, `${portal.origin}/login`, '#claims', 'proef@minbzk.nl');
  assert.equal(portal.logins.at(-1).claims.sub, claims.sub, 'out, and in again: the same name');
  assert.match(gateway.command('doctor', 'client', 'wiki').stdout, /good/);
  await context.close();
});

test('a service by SAML', async () => {
  const addresses = { 'https://wiki.example.nl/saml/metadata': `${wiki.origin}/metadata` };
  type(blockWith('curl', addresses));
  await take(blockWith('type: saml', addresses));
  await wiki.trust(gateway);

  const { context, page } = await open();
  await logIn(page, `${wiki.origin}/login`, '#welcome', 'proef@minbzk.nl');
  const [first] = (await wiki.state()).logins;
  assert.deepEqual(Object.keys(first.attributes).sort(), ['cn', 'urn:oasis:names:tc:SAML:attribute:pairwise-id', 'username']);
  await assertListed(page, 'Wiki');
  await page.goto(`${wiki.origin}/logout`);
  await page.waitForSelector('#bye');
  await logIn(page, `${wiki.origin}/login`, '#welcome', 'proef@minbzk.nl');
  assert.equal((await wiki.state()).logins.at(-1).name_id, first.name_id);
  await context.close();
});

test('Rocket.Chat by OAuth: four lines', async () => {
  type(blockWith('openssl rand', { 'secrets/wiki': 'secrets/chat' }));
  await take(`clients:\n${blockWith('rocketchat-oauth', { 'https://chat.example.nl': chat.site })}`);
  chat.configure(['accounts.yaml', 'oauth.yaml'], { GATEWAY: gateway.issuer, SLUIS_SECRET: readFileSync(join(gateway.folder, 'secrets/chat'), 'utf8').trim() });

  const { context, page } = await open();
  await logIn(page, `${chat.site}/login/oauth`, '#home', 'proef@minbzk.nl');
  assert.equal(await page.textContent('#home'), chat.users[0].username);
  await assertListed(page, 'Rocket.Chat');
  await context.close();
});

test('Rocket.Chat by SAML: three lines', async () => {
  const certificate = type(`mkdir -p metadata; '${process.env.SLUIS_BINARY}' keys show-public saml-sign --config sluis.yaml | sed -n '/-----END/q; /^[^#-]/p' | tr -d '\\n'`);
  samlChat.configure(['accounts.yaml', 'saml.yaml'], { GATEWAY: gateway.issuer, GATEWAY_CERTIFICATE: certificate });
  writeFileSync(join(gateway.folder, 'metadata/chat.xml'), samlChat.metadata());
  await take(`clients:\n${blockWith('rocketchat-saml', {})}`);

  const { context, page } = await open();
  await logIn(page, `${samlChat.site}/login/saml`, '#home', 'proef@minbzk.nl');
  const { username } = samlChat.users[0];
  await page.goto(`${samlChat.site}/logout/saml`);
  await page.waitForSelector('#left');
  await logIn(page, `${samlChat.site}/login/saml`, '#home', 'proef@minbzk.nl');
  assert.equal(await page.textContent('#home'), username);
  assert.equal(samlChat.users.length, 1);
  await context.close();
});
