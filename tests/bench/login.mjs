// Complete brokered logins against the release binary: a service's question, the address, a provider, the token, userinfo;
// every ID token is verified. Prints what a login costs the gateway: CPU by /proc (user and system), Redis commands, memory.
//
//   tests/bench/login [logins] [at once] [what] [keys]
//
// A row is what the provider speaks (oidc or saml), the service's algorithm (or saml, or meet: a token of Jitsi), the way to the gateway (TLS, or plain http behind a trusted proxy), whether a connection is
// kept or made for every request, and whether she logs in at her provider (fresh), has a session already (sso), makes a room with it (room: from the start page to the room's), or has a token of a running meeting anew
// (renew: one request, with a refresh token). `what`: only the rows
// that have these words, such as "es256 tls kept". `keys`: so many pseudonym and seal keys in the ring, all but one of them retired.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Gateway, secretOf, tls } from '../e2e/harness/gateway.mjs';
import { hiddenFields } from '../e2e/harness/person.mjs';
import { temporaryFolder } from '../e2e/harness/process.mjs';
import { giveRingAPast } from '../e2e/harness/ring.mjs';
import { Browser, Question, QuickProvider, leaveFor, nextOf, wayTo } from '../e2e/harness/traffic.mjs';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { SamlProvider, SamlService } from '../bench/saml_peers.mjs';

const logins = Number(process.argv[2] ?? 300);
const atOnce = Number(process.argv[3] ?? 4);
const only = (process.argv[4] ?? '').split(' ').filter(Boolean);
const keysInRing = Number(process.argv[5] ?? 1);
const redirect = 'http://127.0.0.1:9/cb';

const domains = { oidc: 'minaz.nl', saml: 'minocw.nl' };
const provider = new QuickProvider(domains.oidc);

/** The way to the gateway: TLS, or plain http behind a trusted proxy. */
function way(transport, kept) {
  if (transport === 'tls') return wayTo(gateway.issuer, { kept, atOnce });
  const headers = { host: new URL(gateway.issuer).host, 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' };
  return wayTo(`http://127.0.0.1:${gateway.plainPort}`, { kept, atOnce, headers });
}

/** From the service's question to what the browser is sent back with; at her provider, unless the session will do. */
async function bringBack(browser, question, number, from) {
  const { entered, away } = await leaveFor(browser, question, `p${number}@${domains[from]}`);
  if (!away) return { back: entered, asked: false };
  if (from === 'saml') {
    const form = samlProvider.answer(away, `p${number}`, domains.saml);
    return { back: await browser.visit('/saml/acs/ocw', { method: 'POST', form }), asked: true };
  }
  return { back: await browser.visit(`/login/callback/az?${provider.wayBack(away, `p${number}`)}`), asked: true };
}

async function logIn(browser, row, number, keys) {
  const { client, from, how } = row;
  const question = new Question(client, redirect);
  const path = { saml: () => samlService.question(gateway.issuer), meet: () => '/jitsi/meet/auth?room=overleg' }[client]?.() ?? question.path;
  const { back, asked } = await bringBack(browser, path, number, from);
  if (asked !== (how === 'fresh')) throw new Error(`this should have been a ${how} login`);
  if (client === 'saml') return samlService.nameIn(back.body);
  if (client === 'meet') {
    const { hash } = new URL(nextOf('the way back', back), gateway.issuer);
    const { payload } = await jwtVerify(JSON.parse(decodeURIComponent(hash.slice('#jwt='.length))), keys, { issuer: 'sluis', audience: 'sluis' });
    if (payload.room !== 'overleg') throw new Error('a token that is not right');
    return payload.context.user.id;
  }
  const tokens = await question.exchange(browser.send, nextOf('the way back', back), secretOf(client));
  const { payload } = await jwtVerify(tokens.id_token, keys, { issuer: gateway.issuer, audience: client });
  const userinfo = JSON.parse((await browser.send('/userinfo', { headers: { authorization: `Bearer ${tokens.access_token}` } })).body);
  if (userinfo.sub !== payload.sub || payload.nonce !== 'n') throw new Error('a login that is not right');
  return payload.sub;
}

/** From the start page to the page of a new room, by somebody with a session. */
async function openRoom(browser) {
  let page = await browser.visit('/');
  page = await browser.visit('/rooms', { method: 'POST', form: hiddenFields(page.body) });
  while (page.location) page = await browser.visit(page.location);
  if (!page.body.includes('id="room-link"')) throw new Error('a room that is not right');
}

/** What a window of the meeting's own gets for a code, or for a refresh token. */
async function tokens(browser, fields, keys) {
  const answer = await browser.send('/jitsi/meet/token', { method: 'POST', form: fields });
  if (answer.status !== 200) throw new Error(`no token: ${answer.body}`);
  const given = JSON.parse(answer.body);
  await jwtVerify(given.access_token, keys, { issuer: 'sluis', audience: 'sluis' });
  return given;
}

async function openWindow(browser, number, from, keys) {
  const verifier = 'v'.repeat(43);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { back } = await bringBack(browser, `/jitsi/meet/auth?room=overleg&nonce=n&code_challenge=${challenge}`, number, from);
  const code = new URLSearchParams(new URL(nextOf('the way back', back)).hash.slice(1)).get('code');
  browser.refresh = (await tokens(browser, { grant_type: 'authorization_code', code, code_verifier: verifier }, keys)).refresh_token;
}

async function renew(browser, keys) {
  browser.refresh = (await tokens(browser, { grant_type: 'refresh_token', refresh_token: browser.refresh }, keys)).refresh_token;
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
  const keys = createLocalJWKSet(JSON.parse((await send(client === 'meet' ? '/jitsi/meet/jwks.json' : '/jwks')).body));
  const people = 200;
  const browsers = [...Array(atOnce)].map(() => new Browser(send));
  // Warm, with everybody known; and for SSO with a session in every browser.
  for (let number = 0; number < people; number += 10) await logIn(new Browser(send), { ...row, how: 'fresh' }, number, keys);
  // One person makes twelve rooms in a quarter of an hour at most.
  const owners = [];
  for (let number = 0; how === 'room' && number < logins; ++number) {
    owners.push(new Browser(send));
    await logIn(owners[number], { ...row, how: 'fresh' }, 1_000 + number, keys);
  }
  if (how === 'sso') for (const browser of browsers) await logIn(browser, { ...row, how: 'fresh' }, 0, keys);

  if (how === 'renew') for (const browser of browsers) await openWindow(browser, 0, from, keys);

  const before = await commands();
  const cpu = cpuSeconds(gateway.program.pid);
  const started = performance.now();
  const times = [];
  let next = 0;
  await Promise.all(browsers.map(async (browser) => {
    while (next < logins) {
      const number = next++;
      const began = performance.now();
      if (how === 'room') await openRoom(owners[number]);
      else if (how === 'renew') await renew(browser, keys);
      else await logIn(how === 'sso' ? browser : new Browser(send), row, number % people, keys);
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
services.push({ id: 'meet', type: 'jitsi', hasSecret: false, yaml: 'name: "meet", sector: meet, base_url: "http://127.0.0.1:9", xmpp_domain: meet.example, app_id: sluis' });
services.push({ id: 'saml', type: 'saml', hasSecret: false, yaml: `name: "saml", sector: saml, metadata: "${join(samlFolder.path, 'wiki.xml')}"` });
await provider.listen();
const gateway = new Gateway({
  clients: services,
  connectors: [`  - { id: az, type: oidc, name: { nl: "AZ", en: "AZ" }, issuer: "${provider.issuer}", client_id: sluis, client_secret_file: secret-provider }`,
    `  - { id: ocw, type: saml, name: { nl: "OCW", en: "OCW" }, metadata: "${join(samlFolder.path, 'idp.xml')}", authoritative: true, identity: "urn:example:id" }`],
  extra: `trusted_proxies: [ "127.0.0.1/32" ]\noutbound: { ca: "${tls.ca}", allow_private: true }`,
});
gateway.allowlist = 'domains:\n  - { domain: minaz.nl, organisation: "AZ", connectors: [az] }\n  - { domain: minocw.nl, organisation: "OCW", connectors: [ocw] }\n';
writeFileSync(join(gateway.folder, 'secret-provider'), 'secret-of-the-bench-0123456789\n', { mode: 0o600 });
await gateway.start();
await gateway.program.stop();
giveRingAPast(join(gateway.folder, 'keys.jwe'), join(gateway.folder, 'passphrase'), keysInRing);
const began = performance.now();
await gateway.run();
console.log(`start to ready ${(performance.now() - began).toFixed(0)} ms, idle memory ${memory(gateway.program.pid).toFixed(1)} MB, ${keysInRing} keys`);
for (const how of ['fresh', 'sso', 'room', 'renew']) {
  for (const transport of ['tls', 'http']) {
    for (const connections of ['kept', 'new']) {
      for (const [from, client] of [['oidc', 'rs256'], ['oidc', 'es256'], ['oidc', 'saml'], ['oidc', 'meet'], ['saml', 'es256'], ['saml', 'saml']]) {
        // A session is the same wherever she came from.
        if (how !== 'fresh' && from === 'saml') continue;
        if ((how === 'room' || how === 'renew') && client !== 'meet') continue;
        const row = { from, client, transport, connections, how };
        if (only.every((word) => Object.values(row).includes(word))) await measure(row);
      }
    }
  }
}
console.log(`memory afterwards ${memory(gateway.program.pid).toFixed(1)} MB`);
await gateway.stop();
samlFolder.remove();
await provider.stop();
