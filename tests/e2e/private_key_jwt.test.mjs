// Services without a secret: they sign who they are, and want their ID tokens signed with PS256. One gave its public keys
// to the operator, the other publishes them.

import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as openid from 'openid-client';
import { Gateway } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { temporaryFolder } from './harness/process.mjs';
import { Service } from './harness/service.mjs';

const service = new Service('signer', { method: 'private_key_jwt' });
const publisher = new Service('publisher', { method: 'private_key_jwt' });
const silent = new Service('silent', { method: 'private_key_jwt' });
const metadata = { id_token_signed_response_alg: 'PS256' };
const keys = temporaryFolder('keys');
let gateway;

async function newKey(kid) {
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { kty, crv, x, y } = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
  return { key: pair.privateKey, kid, published: { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' } };
}

/** Where a service publishes its keys. */
class KeyHouse {
  constructor() {
    this.asked = 0;
    this.isDown = false;
    this.server = createServer((_, response) => {
      this.asked += 1;
      if (this.isDown) return response.writeHead(500).end('down');
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: this.keys }));
    });
  }

  listen() {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', () => {
      this.address = `http://127.0.0.1:${this.server.address().port}/jwks`;
      resolve();
    }));
  }

  stop() { return new Promise((resolve) => { this.server.close(resolve); this.server.closeAllConnections(); }); }
}

const house = new KeyHouse();
const emptyHouse = new KeyHouse();
const parties = [service, publisher, silent, house, emptyHouse];
const first = await newKey('first');

before(async () => {
  const file = join(keys.path, 'jwks.json');
  writeFileSync(file, JSON.stringify({ keys: [first.published] }));
  house.keys = [first.published];
  emptyHouse.isDown = true;
  await Promise.all(parties.map((each) => each.listen()));
  const clients = [
    service.registration(`, auth: private_key_jwt, jwks_file: "${file}", id_token_alg: PS256`),
    publisher.registration(`, auth: private_key_jwt, jwks_uri: "${house.address}", id_token_alg: PS256`),
    silent.registration(`, auth: private_key_jwt, jwks_uri: "${emptyHouse.address}"`),
  ].map((client) => ({ ...client, hasSecret: false }));
  gateway = await new Gateway({ clients, extra: 'outbound: { allow_private: true }' }).start();
  await service.discover(gateway.issuer, first, metadata);
  await publisher.discover(gateway.issuer, first, metadata);
});

after(async () => {
  await Promise.all(parties.map((each) => each.stop()));
  await gateway?.stop();
  keys.remove();
});

const logIn = (where = service) => new Person().logIn(`${where.origin}/login`, 'sleutel@minbzk.nl', gateway.mailbox);

/** What the gateway says to that key; a code that nobody gave out is `invalid_grant` to a client that it believes. */
async function answerTo(key, id = 'signer') {
  const caller = new Service(id, { method: 'private_key_jwt' });
  await caller.discover(gateway.issuer, key);
  try {
    await openid.genericGrantRequest(caller.config, 'authorization_code', { code: 'nobodys', redirect_uri: service.redirectUri, code_verifier: 'x'.repeat(43) });
  } catch (error) {
    return `${error.status} ${error.error}`;
  }
  return 'tokens';
}

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
  assert.equal(await answerTo(await newKey('first')), '401 invalid_client');
});

test('an assertion is good once', async () => {
  const sent = service.wire.findLast((each) => each.includes('client_assertion='));
  const form = new URLSearchParams(sent.split('\n')[1]);
  const again = await fetch(`${gateway.issuer}/token`, { method: 'POST', body: form });

  assert.equal(again.status, 401);
  assert.equal((await again.json()).error, 'invalid_client');
});

test('a service publishes its keys, and takes another into use in mid-run', async () => {
  await logIn(publisher);
  assert.equal(publisher.logins.length, 1, String(publisher.lastError));
  const second = await newKey('second');
  house.keys = [second.published];
  await publisher.discover(gateway.issuer, second, metadata);

  await logIn(publisher);

  assert.equal(publisher.logins.length, 2, String(publisher.lastError));
  assert.equal(publisher.logins[0].claims.sub, publisher.logins[1].claims.sub);
});

test('strangers who sign in its name do not make the gateway ask without end', async () => {
  const before = house.asked;
  const workers = availableParallelism();
  const stranger = await newKey('strange');

  const answers = await Promise.all(Array.from({ length: 25 * workers }, () => answerTo(stranger, 'publisher')));

  // The second is for a network with 30 failures in a minute.
  assert.deepEqual([...new Set(answers)].sort(), ['401 invalid_client', '429 slow_down']);
  // By each worker once for its first set, and once for an unknown kid.
  assert.ok(house.asked - before <= 2 * workers, `${house.asked - before} times by ${workers} workers`);
});

test('its keys hold while their address is down', async () => {
  house.isDown = true;

  await logIn(publisher);

  assert.equal(publisher.logins.length, 3, String(publisher.lastError));
});

test('a service whose keys never came is refused and named in the log; the others go on', async () => {
  assert.match(await answerTo(first, 'silent'), /^(401 invalid_client|429 slow_down)$/);

  const lines = gateway.log().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  assert.ok(lines.some((line) => line.event === 'unavailable' && line.client === 'silent'));
  await logIn();
  assert.equal(service.logins.length, 2, String(service.lastError));
});
