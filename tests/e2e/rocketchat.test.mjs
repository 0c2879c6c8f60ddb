// The requests that Rocket.Chat's custom OAuth sends, octet for octet (relying-parties §2.1), and a login and logout in Chromium
// at a stand-in that is set up by deploy/rocketchat. (SAML: rocketchat_saml.test.mjs.)

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { look, openBrowser, openPage } from './harness/browser.mjs';
import { Gateway, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { RocketChat, settingsOf } from './harness/rocketchat.mjs';

const redirect = 'http://127.0.0.1:9/_oauth/sluis';
const oddSecret = 'as+openssl/rand-base64%2Bmakes=them==';  // each of these is another octet once it has been form-decoded
const chats = { chat7: new RocketChat({ generation: 7 }), chat8: new RocketChat({ generation: 8 }) };
let gateway;
let chromium;

before(async () => {
  await Promise.all(Object.values(chats).map((each) => each.listen()));
  gateway = new Gateway({
    clients: [
      { id: 'chat', yaml: `name: "Rocket.Chat", sector: chat, preset: rocketchat-oauth, redirect_uris: [ "${redirect}" ], post_logout_redirect_uris: [ "http://127.0.0.1:9/" ]` },
      { id: 'odd', yaml: `preset: rocketchat-oauth, redirect_uris: [ "${redirect}" ], secret_file: odd`, hasSecret: false },
      ...Object.entries(chats).map(([id, chat]) => ({ id, yaml: `preset: rocketchat-oauth, site: "${chat.site}"` })),
    ],
  });
  writeFileSync(join(gateway.folder, 'odd'), `${oddSecret}\n`, { mode: 0o600 });
  await gateway.start();
  for (const [id, chat] of Object.entries(chats)) {
    chat.configure(['accounts.yaml', 'oauth.yaml'], { GATEWAY: gateway.issuer, SLUIS_CLIENT: id, SLUIS_SECRET: secretOf(id) });
  }
  chromium = await openBrowser();
});

after(async () => {
  await chromium?.close();
  for (const each of Object.values(chats)) await each.stop();
  await gateway?.stop();
});

for (const [file, heading, prefix] of [
  ['accounts.yaml', 'Accounts', ''], ['oauth.yaml', 'OAuth', 'Accounts_OAuth_Custom-Sluis-'], ['saml.yaml', 'SAML', 'SAML_Custom_Default_'],
]) {
  test(`the table of ${file} has each of its settings with its value, and no other`, () => {
    const shipped = settingsOf(file, { GATEWAY: 'https://inloggen.example.nl', SITE: 'https://chat.example.nl', SLUIS_SECRET: '…', GATEWAY_CERTIFICATE: '…' });
    const table = tableOf(heading);

    const named = (name) => (shipped.has(name) ? name : prefix + name);
    assert.deepEqual(table.map(([name]) => named(name)).sort(), [...shipped.keys()].sort());
    for (const [name, value] of table) {
      if (value.startsWith('*the line')) continue;
      assert.equal(value === '*empty*' ? '' : value.slice(1, -1), shipped.get(named(name)), name);
    }
  });
}

/** The rows of the table in that chapter of the README: name and value. */
function tableOf(heading) {
  const readme = readFileSync(join(import.meta.dirname, '../../deploy/rocketchat/README.md'), 'utf8');
  const chapter = readme.split(/^## /m).find((each) => each.startsWith(`${heading}\n`));
  const [, rows] = chapter.split('| setting | is | because |\n|---|---|---|\n');
  return rows.split('\n\n')[0].trim().split('\n').map((row) => row.split('|').map((cell) => cell.trim()))
    .map(([, name, value]) => [name.match(/^`([^`]+)`/)[1], value]);
}

/** To the moment where the browser would go back to Rocket.Chat. */
async function codeOf(person, address, more = '', client = 'chat') {
  const state = Buffer.from('{"loginStyle":"redirect","credentialToken":"x"}').toString('base64');
  const target = `${gateway.issuer}/authorize?client_id=${client}&redirect_uri=${redirect}&response_type=code&state=${encodeURIComponent(state)}&scope=openid%20profile${more}`;
  const addressPage = await person.visit(target);
  const codePage = await person.submit(addressPage, { address });
  const left = await person.request(new URL('/login/code', gateway.issuer), {
    method: 'POST', form: { ...fields(codePage.body), code: await gateway.mailbox.codeFor(address) },
  });
  const back = new URL(left.body.match(/url=([^"]+)"/i)[1].replaceAll('&amp;', '&'));
  assert.equal(back.searchParams.get('state'), state);
  return back.searchParams.get('code');
}

const fields = (html) => Object.fromEntries([...html.matchAll(/name="(flow|token)" value="([^"]*)"/g)].map((each) => [each[1], each[2]]));

const token = (form, headers = {}) => fetch(`${gateway.issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(form) });

test('without PKCE and nonce, secret and state in the body, identity by header', async () => {
  const code = await codeOf(new Person(), 'rocket@minbzk.nl');
  const response = await token({ code, client_id: 'chat', client_secret: secretOf('chat'), redirect_uri: redirect, grant_type: 'authorization_code', state: 'ignored' });
  const answer = await response.json();

  assert.equal(response.status, 200);
  assert.equal(typeof answer.expires_in, 'number');
  assert.equal(answer.token_type.toLowerCase(), 'bearer');
  const identity = await (await fetch(`${gateway.issuer}/userinfo`, { headers: { authorization: `Bearer ${answer.access_token}` } })).json();
  assert.match(identity.sub, /^[a-z2-7]{52}$/);
  assert.match(identity.preferred_username, /^[0-9a-zA-Z-_.]+$/);
  assert.ok(!('email' in identity));
  const byQuery = await fetch(`${gateway.issuer}/userinfo?access_token=${answer.access_token}`);
  assert.equal(byQuery.status, 200);
  assert.match(byQuery.headers.get('content-type'), /^application\/json/);
  assert.deepEqual(await byQuery.json(), identity);
});

test('the claims are what Rocket.Chat can take: an id by sub alone, no dots, no address even where it asks for one', async () => {
  const person = new Person();
  const code = await codeOf(person, 'claims@minbzk.nl', '%20email');
  const { access_token: accessToken } = await (await token({ code, client_id: 'chat', client_secret: secretOf('chat'), redirect_uri: redirect, grant_type: 'authorization_code' })).json();
  const identity = await (await fetch(`${gateway.issuer}/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })).json();

  assert.deepEqual(Object.keys(identity).sort(), ['name', 'preferred_username', 'sub']);
  assert.match(identity.preferred_username, /^[a-z]+-[a-z]+-[a-z0-9]{8}$/);
  assert.match(identity.name, /^[A-Z][a-z]+ [a-z]+ [a-z0-9]{4}$/);
});

test('with PKCE as from version 8: the challenge, and the secret in the body', async () => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const asked = `&code_challenge=${challenge}&code_challenge_method=S256`;
  const form = { client_id: 'chat', client_secret: secretOf('chat'), redirect_uri: redirect, grant_type: 'authorization_code' };

  const good = await token({ ...form, code: await codeOf(new Person(), 'pkce@minbzk.nl', asked), code_verifier: verifier });
  assert.equal(good.status, 200);
  assert.equal(typeof (await good.json()).access_token, 'string');

  // Who asked with a challenge must prove it: the preset only lets a client not ask.
  for (const proof of [{}, { code_verifier: randomBytes(32).toString('base64url') }]) {
    const bad = await token({ ...form, ...proof, code: await codeOf(new Person(), 'pkce@minbzk.nl', asked) });
    assert.equal(bad.status, 400);
    assert.equal((await bad.json()).error, 'invalid_grant');
  }
});

test('Basic without form-encoding', async () => {
  const code = await codeOf(new Person(), 'basic@minbzk.nl', '', 'odd');
  const response = await token({ code, redirect_uri: redirect, grant_type: 'authorization_code', state: 'ignored' },
    { authorization: `Basic ${Buffer.from(`odd:${oddSecret}`).toString('base64')}` });

  assert.equal(response.status, 200, await response.text());
});

test('what the oldest versions send is refused: no scheme before the secret, and all of it in the address', async () => {
  const code = await codeOf(new Person(), 'oldest@minbzk.nl');
  const asked = new URLSearchParams({ code, redirect_uri: redirect, grant_type: 'authorization_code', state: 'ignored' });
  const secret = Buffer.from(`chat:${secretOf('chat')}`).toString('base64');

  const byHeader = await fetch(`${gateway.issuer}/token?${asked}`, { method: 'POST', headers: { authorization: secret } });
  asked.set('client_id', 'chat');
  asked.set('client_secret', secretOf('chat'));
  const byQuery = await fetch(`${gateway.issuer}/token?${asked}`, { method: 'POST' });

  for (const response of [byHeader, byQuery]) {
    assert.ok([400, 401, 415].includes(response.status), `${response.status}`);
    assert.equal(typeof (await response.json()).error, 'string');
  }
});

test('a code used twice is refused, and what it gave is dead', async () => {
  const code = await codeOf(new Person(), 'twice@minbzk.nl');
  const form = { code, client_id: 'chat', client_secret: secretOf('chat'), redirect_uri: redirect, grant_type: 'authorization_code' };
  const first = await (await token(form)).json();
  const second = await token(form);

  assert.equal(second.status, 400);
  assert.equal((await second.json()).error, 'invalid_grant');
  assert.equal((await fetch(`${gateway.issuer}/userinfo`, { headers: { authorization: `Bearer ${first.access_token}` } })).status, 401);
});

test('fifty exchanges of one code at once: exactly one succeeds', async () => {
  const code = await codeOf(new Person(), 'race@minbzk.nl');
  const form = { code, client_id: 'chat', client_secret: secretOf('chat'), redirect_uri: redirect, grant_type: 'authorization_code' };
  const statuses = await Promise.all([...Array(50)].map(async () => (await token(form)).status));

  assert.equal(statuses.filter((status) => status === 200).length, 1);
});

test('logout by a plain GET without a hint asks first, then leads back to the registered address', async () => {
  const person = new Person();
  await codeOf(person, 'logout@minbzk.nl');
  const question = await person.visit(`${gateway.issuer}/logout?client_id=chat&post_logout_redirect_uri=${encodeURIComponent('http://127.0.0.1:9/')}`);
  assert.ok(question.body.includes('<form'));
  const me = await person.visit(`${gateway.issuer}/me`);
  assert.ok(!me.body.includes('name="address"'), 'still logged in');
  const action = question.body.match(/<form[^>]*action="([^"]+)"/)[1];
  const out = await person.request(new URL(action, gateway.issuer), {
    method: 'POST', form: Object.fromEntries([...question.body.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((each) => [each[1], each[2].replaceAll('&#x2F;', '/').replaceAll('&amp;', '&')])),
  });
  assert.ok(out.status === 200 || out.status === 303);
  const gone = await person.visit(`${gateway.issuer}/me`);
  assert.ok(gone.body.includes('name="address"'), 'logged out');

  const elsewhere = await person.visit(`${gateway.issuer}/logout?client_id=chat&post_logout_redirect_uri=${encodeURIComponent('https://evil.example/')}`);
  assert.ok(!elsewhere.body.includes('evil.example'));
});

const open = (options) => openPage(chromium, [gateway.issuer, ...Object.values(chats).map((each) => each.site)], options);

async function logInAt(page, chat, address) {
  await page.goto(`${chat.site}/login/oauth`);
  if (address) {
    await page.fill('#address', address);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#code');
    await page.fill('#code', await gateway.mailbox.codeFor(address));
    await page.keyboard.press('Enter');
  }
  await page.waitForSelector('#home');
}

for (const [id, chat] of Object.entries(chats)) {
  describe(`set up by deploy/rocketchat, as version ${chat.generation}`, () => {
    test('she is a stable, unique name and nothing else', async () => {
      const { context, page, strangers, complaints } = await open();
      await logInAt(page, chat, `otter.${id}@minbzk.nl`);
      const again = await open();
      await logInAt(again.page, chat, `otter.${id}@minbzk.nl`);
      const other = await open();
      await logInAt(other.page, chat, `bever.${id}@minbzk.nl`);

      assert.equal(chat.users.length, 2);
      const [otter, bever] = chat.users;
      assert.equal(await page.textContent('#home'), otter.username);
      assert.equal(await again.page.textContent('#home'), otter.username);
      assert.equal(await other.page.textContent('#home'), bever.username);
      for (const user of chat.users) {
        assert.match(user.username, /^[a-z0-9-_.]+$/);
        assert.match(user.id, /^[a-z2-7]{52}$/);
        assert.equal(user.email, undefined);
        assert.ok(user.name.startsWith(user.username[0].toUpperCase()), user.name);
      }
      assert.deepEqual([strangers, complaints], [[], []]);
      for (const each of [context, again.context, other.context]) await each.close();
    });

    test('logout there ends the session here: one question, one click, and a way back', async () => {
      const { context, page } = await open();
      await logInAt(page, chat, `uit.${id}@minbzk.nl`);
      await page.goto(`${chat.site}/logout/script`);
      await page.waitForSelector('body.page-logout_confirm');
      if (id === 'chat7') await look(page, 'rocketchat-logout');
      await page.click('form[action="/logout"] button[type=submit]');
      await page.waitForSelector('body.page-logged_out');
      await page.click(`a[href="${chat.site}/"]`);
      await page.waitForSelector('#start');

      await page.goto(`${chat.site}/login/oauth`);
      await page.waitForSelector('#address');
      await context.close();
    });
  });
}

test('a stranger who holds her name is in her way, and is not taken over', async () => {
  const chat = chats.chat7;
  const { context, page } = await open();
  await logInAt(page, chat, 'naam@minbzk.nl');
  chat.users.at(-1).id = 'somebody-else';
  await page.goto(`${chat.site}/login/oauth`);
  await page.waitForSelector('#error');

  assert.match(await page.textContent('#error'), /already exists/);
  await context.close();
});
