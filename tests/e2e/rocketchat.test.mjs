// The requests that Rocket.Chat's custom OAuth sends, octet for octet (reference: what it was seen to send).

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Gateway, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';

const redirect = 'http://127.0.0.1:9/_oauth/sluis';
let gateway;

before(async () => {
  gateway = await new Gateway({
    clients: [{ id: 'chat', yaml: `name: "Rocket.Chat", sector: chat, preset: rocketchat-oauth, redirect_uris: [ "${redirect}" ], post_logout_redirect_uris: [ "http://127.0.0.1:9/" ]` }],
  }).start();
});

after(() => gateway?.stop());

/** To the moment where the browser would go back to Rocket.Chat. */
async function codeOf(person, address, more = '') {
  const state = Buffer.from('{"loginStyle":"redirect","credentialToken":"x"}').toString('base64');
  const target = `${gateway.issuer}/authorize?client_id=chat&redirect_uri=${redirect}&response_type=code&state=${encodeURIComponent(state)}&scope=openid%20profile${more}`;
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
  const identity = await (await fetch(`${gateway.issuer}/userinfo`, { headers: { authorization: `Bearer ${answer.access_token}` } })).json();
  assert.match(identity.sub, /^[a-z2-7]{52}$/);
  assert.match(identity.preferred_username, /^[0-9a-zA-Z-_.]+$/);
  assert.ok(!('email' in identity));
  const byQuery = await fetch(`${gateway.issuer}/userinfo?access_token=${answer.access_token}`);
  assert.equal(byQuery.status, 200);
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
  const code = await codeOf(new Person(), 'basic@minbzk.nl');
  const response = await token({ code, redirect_uri: redirect, grant_type: 'authorization_code' },
    { authorization: `Basic ${Buffer.from(`chat:${secretOf('chat')}`).toString('base64')}` });

  assert.equal(response.status, 200);
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
