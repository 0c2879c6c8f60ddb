// A service that speaks SAML and publishes its metadata: fetched over https, followed when its key changes, and what becomes of
// people when they are bad, of somebody else, ended or gone.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Gateway, binary, tls } from './harness/gateway.mjs';
import { freePort, until } from './harness/process.mjs';
import { SamlService } from './harness/saml_service.mjs';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';  // of this test's own questions to the gateway

const wiki = new SamlService('wiki', { signs_requests: true });
const published = { body: '', asked: 0 };
let address;
let server;
let gateway;

before(async () => {
  await wiki.start();
  server = createServer({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }, (request, response) => {
    published.asked += 1;
    response.writeHead(published.body ? 200 : 503, { 'Content-Type': 'application/samlmetadata+xml', 'Cache-Control': 'max-age=60' });
    response.end(published.body);
  });
  const port = await freePort();
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  address = `https://localhost:${port}/metadata`;
  gateway = await new Gateway({
    clients: [{ id: 'wiki', type: 'saml', hasSecret: false,
      yaml: `name: "Wiki", sector: wiki, metadata: "${address}", entity_id: "${wiki.origin}/metadata"` }],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  }).start();
  await wiki.trust(gateway);
});

after(async () => {
  await gateway?.stop();
  await wiki.stop();
  server?.close();
});

const theirMetadata = async () => (await fetch(`${wiki.origin}/metadata`)).text();

/** Where the gateway sends her who wants to log in there, or the page that she gets. */
async function ask() {
  const toGateway = await fetch(`${wiki.origin}/login`, { redirect: 'manual' });
  const answer = await fetch(toGateway.headers.get('location'), { redirect: 'manual', headers: { 'Accept-Language': 'nl', Connection: 'close' } });
  return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text() };
}

async function newKey() {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=wiki',
    '-keyout', join(wiki.folder, 'key.pem'), '-out', join(wiki.folder, 'cert.pem')], { stdio: 'ignore' });
  await wiki.trust(gateway);
}

/** The configuration once more, and with it nothing of what was fetched. */
async function reload() {
  const reloads = async () => Number((await gateway.metrics()).match(/sluis_reloads_total\{result="done"\} (\d+)/)?.[1] ?? 0);
  const before = await reloads();
  gateway.program.signal('SIGHUP');
  await until('the reload', async () => await reloads() > before);
}

/** The log is written by a thread of its own. */
const logged = (line) => until(String(line), () => line.test(gateway.log()));

const failures = async () => Number((await gateway.metrics())
  .match(/sluis_metadata_refresh_failures_total\{connector="",client="wiki"\} (\d+)/)?.[1] ?? 0);

test('before they were ever fetched nobody is sent anywhere', async () => {
  const answer = await ask();

  assert.equal(answer.status, 503);
  assert.match(answer.text, /Deze dienst is niet bereikbaar/);
  assert.ok(await failures() > 0);
  await logged(/"event":"reload_failed","client":"wiki"/);
});

test('those of another service, and those that have ended, are refused', async () => {
  published.body = (await theirMetadata()).replace(`entityID="${wiki.origin}/metadata"`, 'entityID="https://evil.example"');
  await reload();
  assert.equal((await ask()).status, 400);
  await logged(/"event":"reload_failed","refusal":"saml_issuer","rule":"XSW-26","client":"wiki"/);

  published.body = (await theirMetadata()).replace(/(<[^>]*EntityDescriptor )/, '$1validUntil="2020-01-01T00:00:00Z" ');
  await reload();
  assert.equal((await ask()).status, 400);
  await logged(/"event":"reload_failed","refusal":"saml_expired","rule":"SAM-05","client":"wiki"/);
});

test('good ones are fetched once, and a bad copy changes nothing', async () => {
  published.body = await theirMetadata();
  await reload();
  published.asked = 0;
  // Each worker has a copy of its own.
  await until('a copy for each', async () => {
    assert.match((await ask()).location, /^\/login\?flow=/);
    return published.asked === availableParallelism();
  });
  for (let login = 0; login < 10; ++login) await ask();
  assert.equal(published.asked, availableParallelism());

  published.body = '<html>Out of order</html>';
  const failed = await failures();
  await until('a refresh', async () => {
    assert.match((await ask()).location, /^\/login\?flow=/);
    return await failures() > failed;
  }, 90_000);
  assert.match((await ask()).location, /^\/login\?flow=/);
});

test('a new key is followed, and the old one is none any more', async () => {
  const signedByTheOldKey = (await fetch(`${wiki.origin}/login`, { redirect: 'manual' })).headers.get('location');
  await newKey();
  published.body = await theirMetadata();
  await reload();

  assert.match((await ask()).location, /^\/login\?flow=/);
  const old = await fetch(signedByTheOldKey, { redirect: 'manual' });
  assert.equal(old.status, 400);
  await logged(/"refusal":"saml_request_signature","rule":"SAM-10, XSW-27"/);
});

test('doctor fetches them and says what they mean', async () => {
  // Not in step: the address that it asks is of this process.
  const { stdout } = await promisify(execFile)(binary, ['doctor', 'client', 'wiki', '--config', gateway.configFile]);

  assert.match(stdout, /the address of their metadata is reached/);
  assert.match(stdout, /metadata_certificate would pin/);
  assert.match(stdout, new RegExp(`answers may go to '${wiki.origin}/acs'`));
});

test('a large answer is read where answers come, and nowhere else', async () => {
  const post = (path, kilobytes) => fetch(`${gateway.issuer}${path}`, {
    method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Accept-Language': 'nl' }, body: `SAMLResponse=${'A'.repeat(kilobytes * 1024)}`,
  });

  assert.equal((await post('/saml/acs/duo', 300)).status, 400);
  const tooLarge = await post('/saml/acs/duo', 400);
  assert.equal(tooLarge.status, 413);
  assert.match(await tooLarge.text(), /Vraag de helpdesk van uw organisatie/);
  await logged(/"refusal":"saml_malformed","rule":"SAM-03, SAM-13, XSW-20"/);
  assert.match(await (await post('/saml/sso', 100)).text(), /Vraag de helpdesk van de dienst/);
  assert.equal((await post('/token', 100)).status, 413);
});
