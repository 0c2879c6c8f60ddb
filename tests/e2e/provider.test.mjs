// She logs in at her own ministry: a real OpenID provider upstream, with the gateway as its relying party.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Gateway, secretOf, tls } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { Provider } from './harness/provider.mjs';
import { Service } from './harness/service.mjs';

const service = new Service('chat');
const provider = new Provider();
let gateway;

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
  - { domain: minbzk.nl, organisation: "Binnenlandse Zaken", connectors: [mail] }
  - { domain: minaz.nl, organisation: "Algemene Zaken", connectors: [az] }
`;
  await gateway.start();
  await provider.start(`${gateway.issuer}/login/callback/az`);
  await service.discover(gateway.issuer, secretOf('chat'));
});

beforeEach(() => {
  provider.account = { sub: 'employee-1', claims: { email: 'j.devries@minaz.nl', email_verified: true } };
});

after(async () => {
  await service.stop();
  await provider.stop();
  await gateway?.stop();
});

/** The page on which it ends. */
async function logIn(person = new Person(), address = 'j.devries@minaz.nl') {
  const page = await person.visit(`${service.origin}/login`);
  return person.submit(page, { address });
}

async function subject() {
  const before = service.logins.length;
  const page = await logIn();
  assert.equal(service.logins.length, before + 1, page.body.slice(0, 800));
  return service.logins.at(-1).claims.sub;
}

test('she comes back from her provider as the same pseudonym, and the provider is asked for no more than it must', async () => {
  const first = await subject();
  const again = await subject();

  assert.match(first, /^[a-z2-7]{52}$/);
  assert.equal(again, first);
  const asked = provider.authorizations.at(-1);
  assert.equal(asked.get('scope'), 'openid email');
  assert.equal(asked.get('code_challenge_method'), 'S256');
  assert.ok(asked.get('nonce') && asked.get('state'));
  assert.equal(asked.get('login_hint'), null);
});

test('her mailbox has changed hands: the provider names another person, so it is another pseudonym', async () => {
  const her = await subject();
  provider.account = { sub: 'employee-2', claims: { email: 'j.devries@minaz.nl', email_verified: true } };

  assert.notEqual(await subject(), her);
});

test('the provider changes its keys between two logins', async () => {
  const before = await subject();
  await provider.rotate();

  assert.equal(await subject(), before);
});

test('a provider that is down: 503 that names the organisation, and others log in', async () => {
  await provider.stop();
  await gateway.program.stop();
  await gateway.run();  // what it knew of the provider is gone
  const page = await logIn();
  assert.equal(page.status, 503);
  assert.match(page.body, /Algemene Zaken/);
  const logins = service.logins.length;
  await new Person().logIn(`${service.origin}/login`, 'iemand@minbzk.nl', gateway.mailbox);
  assert.equal(service.logins.length, logins + 1);
  await provider.start(provider.redirectUri);
  await subject();
});
