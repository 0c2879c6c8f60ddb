// A service without a secret: it signs who it is, and wants its ID tokens signed with PS256.

import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as openid from 'openid-client';
import { Gateway } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { temporaryFolder } from './harness/process.mjs';
import { Service } from './harness/service.mjs';

const service = new Service('signer', { method: 'private_key_jwt' });
const keys = temporaryFolder('keys');
let gateway;
let key;

const newPair = () => webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);

before(async () => {
  const pair = await newPair();
  key = { key: pair.privateKey, kid: 'first' };
  const { kty, crv, x, y } = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
  const file = join(keys.path, 'jwks.json');
  writeFileSync(file, JSON.stringify({ keys: [{ kty, crv, x, y, kid: 'first', use: 'sig', alg: 'ES256' }] }));
  await service.listen();
  const registration = service.registration(`, auth: private_key_jwt, jwks_file: "${file}", id_token_alg: PS256`);
  gateway = await new Gateway({ clients: [{ ...registration, hasSecret: false }] }).start();
  await service.discover(gateway.issuer, key, { id_token_signed_response_alg: 'PS256' });
});

after(async () => {
  await service.stop();
  await gateway?.stop();
  keys.remove();
});

const logIn = () => new Person().logIn(`${service.origin}/login`, 'sleutel@minbzk.nl', gateway.mailbox);

test('a signed assertion instead of a secret, and an ID token that is signed with PS256', async () => {
  await logIn();

  assert.equal(service.logins.length, 1, String(service.lastError));
  const { claims, tokens } = service.logins[0];
  assert.match(claims.sub, /^[a-z2-7]{52}$/);
  const { alg } = JSON.parse(Buffer.from(tokens.id_token.split('.')[0], 'base64url'));
  assert.equal(alg, 'PS256');
  assert.ok(service.wire.some((each) => each.includes('client_assertion=')), 'it signed');
  assert.ok(!service.wire.some((each) => each.includes('client_secret=')));
});

test('the same kid with another key is refused', async () => {
  const other = new Service('signer', { method: 'private_key_jwt' });
  await other.discover(gateway.issuer, { key: (await newPair()).privateKey, kid: 'first' });

  await assert.rejects(
    openid.genericGrantRequest(other.config, 'authorization_code', { code: 'nobodys', redirect_uri: service.redirectUri, code_verifier: 'x'.repeat(43) }),
    (error) => error.error === 'invalid_client' && error.status === 401);
});

test('an assertion is good once', async () => {
  const sent = service.wire.findLast((each) => each.includes('client_assertion='));
  const form = new URLSearchParams(sent.split('\n')[1]);
  const again = await fetch(`${gateway.issuer}/token`, { method: 'POST', body: form });

  assert.equal(again.status, 401);
  assert.equal((await again.json()).error, 'invalid_client');
});
