// Complete brokered logins against the release binary: a service's question, the address, a provider, the token, userinfo;
// every ID token is verified. Prints what a login costs the gateway: CPU by /proc (user and system), Redis commands, memory.
//
//   tests/bench/login [logins] [at once] [what] [keys]
//
// A row is what the provider speaks (oidc or saml), the service's algorithm (or saml), the way to the gateway (TLS, or plain http behind a trusted proxy), whether a connection is
// kept or made for every request, and whether she logs in at her provider or has a session already. `what`: only the rows
// that have these words, such as "es256 tls kept". `keys`: so many pseudonym and seal keys in the ring, all but one of them retired.

import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent as PlainAgent, request as askPlainly } from 'node:http';
import { Agent, createServer, request as ask } from 'node:https';
import { join } from 'node:path';
import { Gateway, secretOf, tls } from '../e2e/harness/gateway.mjs';
import { hiddenFields } from '../e2e/harness/person.mjs';
import { freePort, temporaryFolder } from '../e2e/harness/process.mjs';
import { giveRingAPast } from '../e2e/harness/ring.mjs';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { SamlProvider, SamlService } from '../bench/saml_peers.mjs';

const logins = Number(process.argv[2] ?? 300);
const atOnce = Number(process.argv[3] ?? 4);
const only = (process.argv[4] ?? '').split(' ').filter(Boolean);
const keysInRing = Number(process.argv[5] ?? 1);
const redirect = 'http://127.0.0.1:9/cb';

// A provider that costs next to nothing: it logs everybody in and signs with one key.
const provider = { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }), nonces: new Map() };

function signed(claims) {
  const part = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
  const text = `${part({ alg: 'ES256', kid: 'bench', typ: 'JWT' })}.${part(claims)}`;
  const signature = createSign('sha256').update(text).sign({ key: provider.key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

function answerAsProvider(request, response) {
  const url = new URL(request.url, provider.issuer);
  const json = (object) => response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=3600' }).end(JSON.stringify(object));
  if (url.pathname === '/.well-known/openid-configuration') {
    json({
      issuer: provider.issuer, authorization_endpoint: `${provider.issuer}/auth`, token_endpoint: `${provider.issuer}/token`, jwks_uri: `${provider.issuer}/jwks`,
      response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'],
    });
  } else if (url.pathname === '/jwks') {
    json({ keys: [{ ...provider.key.publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'ES256', use: 'sig' }] });
  } else {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      const code = new URLSearchParams(body).get('code');
      const { nonce, subject } = provider.nonces.get(code);
      provider.nonces.delete(code);
      const now = Math.floor(Date.now() / 1000);
      json({
        access_token: 'a', token_type: 'Bearer', expires_in: 60,
        id_token: signed({ iss: provider.issuer, aud: 'sluis', sub: subject, nonce, iat: now, exp: now + 60, email: `${subject}@minaz.nl`, email_verified: true }),
      });
    });
  }
}

const ca = readFileSync(tls.ca);

/** The way to the gateway: `open` makes the agent whose connections it takes, `send` asks once. */
function way(transport, kept) {
  const secure = transport === 'tls';
  const settings = { keepAlive: kept, maxSockets: atOnce };
  const agent = secure ? new Agent(settings) : new PlainAgent(settings);
  const base = secure ? gateway.issuer : `http://127.0.0.1:${gateway.plainPort}`;
  const proxied = secure ? {} : { host: new URL(gateway.issuer).host, 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' };
  const send = (path, { method = 'GET', form, headers = {} } = {}) => {
    const body = form ? new URLSearchParams(form).toString() : undefined;
    return new Promise((resolve, reject) => {
      const sent = (secure ? ask : askPlainly)(new URL(path, base), {
        agent, method, ca,
        headers: {
          ...proxied, ...headers,
          ...(body ? { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) } : {}),
        },
      }, (response) => {
        let text = '';
        response.on('data', (part) => { text += part; });
        response.on('end', () => resolve({ status: response.statusCode, location: response.headers.location, cookies: response.headers['set-cookie'] ?? [], body: text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  };
  return { send, close: () => agent.destroy() };
}

/** A browser with its cookies. */
class Browser {
  constructor(send) {
    this.send = send;
    this.cookies = new Map();
  }

  async visit(path, options = {}) {
    const answer = await this.send(path, { ...options, headers: { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') } });
    for (const cookie of answer.cookies) {
      const [name, ...value] = cookie.split(';')[0].split('=');
      this.cookies.set(name, value.join('='));
    }
    return answer;
  }
}

const domains = { oidc: 'minaz.nl', saml: 'minocw.nl' };

/** From the service's question to what the browser is sent back with; at her provider, unless the session will do. */
async function bringBack(browser, question, number, from) {
  const entered = await browser.visit(question);
  if (!entered.location?.startsWith('/login')) return { back: entered, asked: false };
  const page = await browser.visit(entered.location);
  const left = await browser.visit('/login', { method: 'POST', form: { ...hiddenFields(page.body), address: `p${number}@${domains[from]}` } });
  const away = new URL(left.body.match(/url=([^"]+)"/i)[1].replaceAll('&amp;', '&').replaceAll('&#x2F;', '/').replaceAll('&#x3D;', '='));
  if (from === 'saml') {
    const form = samlProvider.answer(away, `p${number}`, domains.saml);
    return { back: await browser.visit('/saml/acs/ocw', { method: 'POST', form }), asked: true };
  }
  const code = randomBytes(16).toString('hex');
  provider.nonces.set(code, { nonce: away.searchParams.get('nonce'), subject: `p${number}` });
  const back = await browser.visit(`/login/callback/az?code=${code}&state=${encodeURIComponent(away.searchParams.get('state'))}`);
  return { back, asked: true };
}

async function logIn(browser, row, number, keys) {
  const { client, from, how } = row;
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const question = client === 'saml' ? samlService.question(gateway.issuer)
    : `/authorize?client_id=${client}&redirect_uri=${encodeURIComponent(redirect)}&response_type=code&scope=openid%20profile&state=s&nonce=n&code_challenge=${challenge}&code_challenge_method=S256`;
  const { back, asked } = await bringBack(browser, question, number, from);
  if (asked !== (how === 'fresh')) throw new Error(`this should have been a ${how} login`);
  if (client === 'saml') return samlService.nameIn(back.body);
  // After a form of another site she leaves by a page.
  const location = back.location ?? back.body.match(/url=([^"]+)"/i)[1].replaceAll('&amp;', '&').replaceAll('&#x2F;', '/').replaceAll('&#x3D;', '=');
  const tokens = JSON.parse((await browser.send('/token', {
    method: 'POST',
    form: { grant_type: 'authorization_code', code: new URL(location).searchParams.get('code'), redirect_uri: redirect, client_id: client, client_secret: secretOf(client), code_verifier: verifier },
  })).body);
  const { payload } = await jwtVerify(tokens.id_token, keys, { issuer: gateway.issuer, audience: client });
  const userinfo = JSON.parse((await browser.send('/userinfo', { headers: { authorization: `Bearer ${tokens.access_token}` } })).body);
  if (userinfo.sub !== payload.sub || payload.nonce !== 'n') throw new Error('a login that is not right');
  return payload.sub;
}

const ticksPerSecond = 100;
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return { user: Number(fields[11]) / ticksPerSecond, system: Number(fields[12]) / ticksPerSecond };
}
const memory = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;

async function commands() {
  const text = await gateway.metrics();
  const read = (name) => Number(text.match(new RegExp(`^${name} (\\d+)`, 'm'))[1]);
  return { commands: read('sluis_store_commands_total'), trips: read('sluis_store_round_trips_total') };
}

async function measure(row) {
  const { client, from, transport, connections, how } = row;
  const { send, close } = way(transport, connections === 'kept');
  const keys = createLocalJWKSet(JSON.parse((await send('/jwks')).body));
  const people = 200;
  const browsers = [...Array(atOnce)].map(() => new Browser(send));
  // Warm, with everybody known; and for SSO with a session in every browser.
  for (let number = 0; number < people; number += 10) await logIn(new Browser(send), { ...row, how: 'fresh' }, number, keys);
  if (how === 'sso') for (const browser of browsers) await logIn(browser, { ...row, how: 'fresh' }, 0, keys);

  const before = await commands();
  const cpu = cpuSeconds(gateway.program.pid);
  const started = performance.now();
  const times = [];
  let next = 0;
  await Promise.all(browsers.map(async (browser) => {
    while (next < logins) {
      const number = next++;
      const began = performance.now();
      await logIn(how === 'sso' ? browser : new Browser(send), row, number % people, keys);
      times.push(performance.now() - began);
    }
  }));
  const seconds = (performance.now() - started) / 1000;
  const spent = cpuSeconds(gateway.program.pid);
  const user = (spent.user - cpu.user) / logins * 1000;
  const system = (spent.system - cpu.system) / logins * 1000;
  const after = await commands();
  close();
  times.sort((left, right) => left - right);
  const at = (share) => times[Math.floor(times.length * share)].toFixed(1);
  console.log(`${[`${from}→${client}`.padEnd(10), transport.padEnd(4), connections, how.padEnd(5)].join(' ')}  CPU ${(user + system).toFixed(2)} ms a login (user ${user.toFixed(2)}, system ${system.toFixed(2)})`
    + `  ${(logins / seconds).toFixed(0)} logins/s (this client's limit)  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms`
    + `  Redis ${((after.commands - before.commands) / logins).toFixed(1)} commands in ${((after.trips - before.trips) / logins).toFixed(1)} round trips`);
}

const services = ['rs256', 'es256'].map((id) => ({ id, yaml: `name: "${id}", sector: ${id}, redirect_uris: [ "${redirect}" ], id_token_alg: ${id.toUpperCase()}` }));
const samlFolder = temporaryFolder('bench-saml');
const samlProvider = new SamlProvider(samlFolder.path, 'idp');
const samlService = new SamlService(samlFolder.path, 'wiki');
for (const [name, peer] of [['idp', samlProvider], ['wiki', samlService]]) writeFileSync(join(samlFolder.path, `${name}.xml`), peer.metadata());
services.push({ id: 'saml', type: 'saml', hasSecret: false, yaml: `name: "saml", sector: saml, metadata: "${join(samlFolder.path, 'wiki.xml')}"` });
provider.issuer = `https://localhost:${await freePort()}`;
const gateway = new Gateway({
  clients: services,
  connectors: [`  - { id: az, type: oidc, name: { nl: "AZ", en: "AZ" }, issuer: "${provider.issuer}", client_id: sluis, client_secret_file: secret-provider }`,
    `  - { id: ocw, type: saml, name: { nl: "OCW", en: "OCW" }, metadata: "${join(samlFolder.path, 'idp.xml')}", authoritative: true, identity: "urn:example:id" }`],
  extra: `trusted_proxies: [ "127.0.0.1/32" ]\noutbound: { ca: "${tls.ca}", allow_private: true }`,
});
gateway.allowlist = 'domains:\n  - { domain: minaz.nl, organisation: "AZ", connectors: [az] }\n  - { domain: minocw.nl, organisation: "OCW", connectors: [ocw] }\n';
writeFileSync(join(gateway.folder, 'secret-provider'), 'secret-of-the-bench-0123456789\n', { mode: 0o600 });
const server = createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }, answerAsProvider);
await new Promise((resolve) => server.listen(new URL(provider.issuer).port, '127.0.0.1', resolve));
await gateway.start();
await gateway.program.stop();
giveRingAPast(join(gateway.folder, 'keys.jwe'), join(gateway.folder, 'passphrase'), keysInRing);
const began = performance.now();
await gateway.run();
console.log(`start to ready ${(performance.now() - began).toFixed(0)} ms, idle memory ${memory(gateway.program.pid).toFixed(1)} MB, ${keysInRing} keys`);
for (const how of ['fresh', 'sso']) {
  for (const transport of ['tls', 'http']) {
    for (const connections of ['kept', 'new']) {
      for (const [from, client] of [['oidc', 'rs256'], ['oidc', 'es256'], ['oidc', 'saml'], ['saml', 'es256'], ['saml', 'saml']]) {
        // A session is the same wherever she came from.
        if (how === 'sso' && from === 'saml') continue;
        const row = { from, client, transport, connections, how };
        if (only.every((word) => Object.values(row).includes(word))) await measure(row);
      }
    }
  }
}
console.log(`memory afterwards ${memory(gateway.program.pid).toFixed(1)} MB`);
await gateway.stop();
samlFolder.remove();
server.close();
server.closeAllConnections();
