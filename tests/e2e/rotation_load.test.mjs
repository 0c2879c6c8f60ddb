// Every key is replaced while two nodes are logging people in as fast as this machine can; one node is killed and started again,
// and so is Redis. Beside them stand a node with the ring of before, one with a wrong clock, and one that stands still for most
// of the time. Nobody gets another pseudonym, nobody is made twice, and no service sees a signature that it cannot verify with
// what it fetched before it all began.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { SamlProvider, SamlService } from '../bench/saml_peers.mjs';
import { Balancer, Node, clockAhead } from './harness/cluster.mjs';
import { Gateway, binary, secretOf, tls } from './harness/gateway.mjs';
import { pause, temporaryFolder, until } from './harness/process.mjs';
import { alterRing } from './harness/ring.mjs';
import { Browser, Question, QuickProvider, leaveFor, nextOf, wayTo } from './harness/traffic.mjs';

const seconds = 60;
const atOnce = 8;
const redirect = 'http://127.0.0.1:9/cb';
const meeting = 'http://127.0.0.1:9';
const algorithms = ['rs256', 'es256', 'ps256'];
const provider = new QuickProvider('minaz.nl');
const folder = temporaryFolder('rotation-load');
const samlProvider = new SamlProvider(folder.path, 'idp');
const samlService = new SamlService(folder.path, 'wiki');
let gateway;
let balancer;
let purposes;
const nodes = {};

const ring = () => join(gateway.folder, 'keys.jwe');
const keysCommand = (...words) => execFileSync(binary, ['keys', ...words, '--config', gateway.configFile], { encoding: 'utf8' });

before(async () => {
  await provider.listen();
  for (const [name, peer] of [['idp', samlProvider], ['wiki', samlService]]) writeFileSync(join(folder.path, `${name}.xml`), peer.metadata());
  gateway = new Gateway({
    clients: [...algorithms.map((id) => ({ id, yaml: `name: "${id}", sector: ${id}, redirect_uris: [ "${redirect}" ], id_token_alg: ${id.toUpperCase()}` })),
      { id: 'wiki', type: 'saml', hasSecret: false, yaml: `name: "wiki", sector: wiki, metadata: "${join(folder.path, 'wiki.xml')}"` },
      { id: 'meet', type: 'jitsi', hasSecret: false, yaml: `name: "meet", sector: meet, base_url: "${meeting}", xmpp_domain: meet.example, app_id: sluis` }],
    connectors: [`  - { id: az, type: oidc, name: { nl: "AZ", en: "AZ" }, issuer: "${provider.issuer}", client_id: sluis, client_secret_file: secret-provider }`,
      `  - { id: ocw, type: saml, name: { nl: "OCW", en: "OCW" }, metadata: "${join(folder.path, 'idp.xml')}", authoritative: true, identity: "urn:example:id" }`],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  });
  gateway.allowlist = 'domains:\n  - { domain: minaz.nl, organisation: "AZ", connectors: [az] }\n  - { domain: minocw.nl, organisation: "OCW", connectors: [ocw] }\n';
  writeFileSync(join(gateway.folder, 'secret-provider'), 'secret-of-the-load-0123456789\n', { mode: 0o600 });
  gateway.initEnvironment = clockAhead(-60 * 86400);
  await gateway.start();
  await gateway.program.stop();
  copyFileSync(ring(), join(gateway.folder, 'before.jwe'));
  purposes = planRotations();
  balancer = new Balancer(gateway.port);
  await balancer.listen();
  for (const name of ['a', 'b', 'stale', 'wrong', 'still']) nodes[name] = new Node(gateway, name);
  nodes.stale.takeRing = () => copyFileSync(join(gateway.folder, 'before.jwe'), join(gateway.folder, 'keys-stale.jwe'));
  await Promise.all(Object.values(nodes).map((node) => node.start({ clock: node.name === 'wrong' ? 120 : 0 })));
  await balancer.leadTo(nodes.a, nodes.b);
});

after(async () => {
  await Promise.all(Object.values(nodes).map((each) => each.stop()));
  await balancer?.stop();
  await provider.stop();
  await gateway?.stop();
  folder.remove();
});

/** Plans a rotation of every key that there is. */
function planRotations() {
  const purposes = [...new Set(JSON.parse(keysCommand('list', '--json')).keys.map((key) => key.purpose))];
  for (const purpose of purposes) keysCommand('rotate', purpose);
  return purposes;
}

/** The ring as if all that had been planned so long ago that the moments come one after the other, from `firstAt` on. */
function letTimePass(purposes, firstAt, everyMs) {
  const moments = {};
  alterRing(ring(), join(gateway.folder, 'passphrase'), (all) => {
    purposes.forEach((purpose, place) => {
      const [old, next] = all.keys.filter((key) => key.purpose === purpose).sort((left, right) => left.active_at - right.active_at);
      moments[purpose] = firstAt + place * everyMs;
      const earlier = next.active_at - moments[purpose];
      next.published_at -= earlier;
      for (const [key, names] of [[next, ['active_at', 'retired_at', 'destroyed_at']], [old, ['retired_at', 'destroyed_at']]]) {
        for (const name of names) if (key[name]) key[name] -= earlier;
      }
    });
  });
  return moments;
}

/** XML Encryption as a provider does it, for one of the certificates that our metadata publish. */
function encrypted(form, certificate) {
  const document = Buffer.from(form.SAMLResponse, 'base64').toString();
  const [whole] = document.match(/<saml:Assertion .*<\/saml:Assertion>/s);
  const [key, nonce] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(whole), cipher.final(), cipher.getAuthTag()]);
  const wrapped = publicEncrypt({ key: certificate, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, key);
  const value = (octets) => `<xenc:CipherData><xenc:CipherValue>${octets.toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
  const instead = `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element">`
    + '<xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey>'
    + `<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/>${value(wrapped)}</xenc:EncryptedKey></ds:KeyInfo>${value(sealed)}</xenc:EncryptedData></saml:EncryptedAssertion>`;
  // Its own signature goes with what it signed; that of the Assertion inside is what counts.
  const bare = document.replace(/<ds:Signature .*?<\/ds:Signature>/s, '');
  const [inside] = bare.match(/<saml:Assertion .*<\/saml:Assertion>/s);
  return { ...form, SAMLResponse: Buffer.from(bare.replace(inside, instead)).toString('base64') };
}

const certificatesIn = (metadata, use) => [...metadata.matchAll(new RegExp(`<(?:\\w+:)?KeyDescriptor use="${use}">.*?X509Certificate>([^<]+)<`, 'gs'))]
  .map((each) => `-----BEGIN CERTIFICATE-----\n${each[1].replace(/\s/g, '').match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`);

/** What services and providers fetch once and then keep for as long as they may. */
async function fetchWhatOthersKeep({ send }) {
  return {
    keys: createLocalJWKSet(JSON.parse((await send('/jwks')).body)),
    jitsiKeys: createLocalJWKSet(JSON.parse((await send('/jitsi/meet/jwks.json')).body)),
    signers: certificatesIn((await send('/saml/metadata')).body, 'signing'),
    encrypters: certificatesIn((await send('/saml/sp/ocw/metadata')).body, 'encryption'),
  };
}

/** One login by `send`: whose, at which service, through which door. Gives her pseudonym there, and what signed it. */
async function logIn(send, { person, service, door }, kept) {
  const browser = new Browser(send);
  const question = new Question(service, redirect);
  const asks = {
    wiki: () => samlService.question(gateway.issuer),
    meet: () => `/jitsi/meet/auth?room=overleg&state=${encodeURIComponent('{"room":"overleg","roomSafe":"overleg"}')}`,
  };
  const { away } = await leaveFor(browser, asks[service]?.() ?? question.path, `${person}@${door === 'saml' ? 'minocw.nl' : 'minaz.nl'}`);
  return finish(browser, { away, question, person, service, door }, kept);
}

async function finish(browser, { away, question, person, service, door }, kept) {
  let back;
  if (door === 'saml') {
    const form = samlProvider.answer(away, person, 'minocw.nl');
    back = await browser.visit('/saml/acs/ocw', { method: 'POST', form: encrypted(form, kept.encrypters[randomBytes(1)[0] % kept.encrypters.length]) });
  } else {
    back = await browser.visit(`/login/callback/az?${provider.wayBack(away, person)}`);
  }
  if (service === 'wiki') {
    if (back.status >= 400) nextOf('the way back', back);
    return { sub: samlService.nameIn(back.body), page: back.body };
  }
  const location = nextOf('the way back', back);
  if (service === 'meet') {
    const token = JSON.parse(decodeURIComponent(new URL(location).hash.match(/^#jwt=([^&]*)/)[1]));
    const { payload } = await jwtVerify(token, kept.jitsiKeys, { issuer: 'sluis', audience: 'sluis' });
    return { sub: payload.context.user.id, kid: decodeProtectedHeader(token).kid };
  }
  const tokens = await question.exchange(browser.send, location, secretOf(service));
  const { payload } = await jwtVerify(tokens.id_token, kept.keys, { issuer: gateway.issuer, audience: service });
  if (payload.nonce !== 'n') throw new Error('another nonce');
  return { sub: payload.sub, kid: decodeProtectedHeader(tokens.id_token).kid };
}

/** Who was who, where; it keeps what the gateway said first. */
class Memory {
  constructor() {
    this.subs = new Map();
    this.logins = [];
    this.changed = [];
    this.shared = new Map();
    this.asked = new Set();  // also who never got in
  }

  note({ person, service, door }, { sub, kid, page }, at) {
    const who = `${door}:${person}`;
    const key = `${who} at ${service}`;
    const first = this.subs.get(key) ?? sub;
    this.subs.set(key, first);
    if (first !== sub) this.changed.push(key);
    if ((this.shared.get(`${service} ${sub}`) ?? who) !== who) this.changed.push(`${key} has another's`);
    this.shared.set(`${service} ${sub}`, who);
    this.logins.push({ who, service, kid, page, at });
  }

  get people() { return new Set(this.logins.map((each) => each.who)); }

  /** Whoever tries may have been made, even if she never arrives. */
  async attempt(asked, work) {
    this.asked.add(`${asked.door}:${asked.person}`);
    this.note(asked, await work(), Date.now());
  }
}

const outcomeOf = (error) => (error.status ? `${error.status}` : `${error.code ?? error.message}`);

/** A node apart: a login every now and then by that one alone. Its failures are counted and nothing else. */
async function trickle(node, memory, kept, until_) {
  const { send, close } = wayTo(gateway.issuer, { port: node.port, atOnce: 2 });
  const outcomes = new Map();
  for (let number = 0; Date.now() < until_; ++number) {
    // Known ones, and now and then somebody whom nobody has seen.
    const asked = { person: number % 3 === 2 ? `${node.name}${number}` : `p${number % 20}`, service: algorithms[number % 3], door: 'oidc' };
    let outcome = 'in';
    try {
      await memory.attempt(asked, () => logIn(send, asked, kept));
    } catch (error) {
      outcome = outcomeOf(error);
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    await pause(300);
  }
  close();
  return outcomes;
}

/** Half a dozen logins that stop before the provider's answer. */
async function halfWay(node, count) {
  const { send, close } = wayTo(gateway.issuer, { port: node.port, atOnce: count });
  const begun = [];
  for (let number = 0; number < count; ++number) {
    const browser = new Browser(send);
    const question = new Question('rs256', redirect);
    // Half of them are known.
    const asked = { person: number % 2 ? `p${number}` : `${node.name}-half${number}`, service: 'rs256', door: 'oidc' };
    const { away } = await leaveFor(browser, question.path, `${asked.person}@minaz.nl`);
    begun.push({ browser, question, away, ...asked });
  }
  return { begun, close };
}

const inWords = (counts) => [...counts].map(([what, count]) => `${count} × ${what}`).join(', ') || 'none';
const percentile = (times, share) => times.toSorted((left, right) => left - right)[Math.floor((times.length - 1) * share)];

test('every key rotates under load', async (context) => {
  const moments = letTimePass(purposes, Date.now() + 10_000, 5_000);
  await Promise.all(['a', 'b', 'wrong', 'still'].map((name) => {
    nodes[name].takeRing();
    return nodes[name].reload();
  }));
  const main = wayTo(gateway.issuer, { atOnce });
  const kept = await fetchWhatOthersKeep(main);
  assert.equal(kept.signers.length, 2, 'both are published');
  const began = Date.now();
  const end = Math.max(began + seconds * 1000, Math.max(...Object.values(moments)) + 5_000);
  assert.ok(Math.min(...Object.values(moments)) > began, 'the nodes took too long to take the ring');

  const memory = new Memory();
  const times = [];
  const failures = [];  // what a person met instead of her service
  let cut = 0;
  let killedAt = Infinity;
  let next = 0;
  const doors = (number) => ({ person: `p${number % 149}`, service: [...algorithms, 'wiki', 'meet'][number % 5], door: number % 11 === 10 ? 'saml' : 'oidc' });
  const worker = async () => {
    while (Date.now() < end) {
      const asked = doors(next++);
      const from = performance.now();
      try {
        await memory.attempt(asked, () => logIn(main.send, asked, kept));
        times.push(performance.now() - from);
      } catch (error) {
        const at = Date.now();
        const isCut = !error.status && ['ECONNRESET', 'EPIPE', 'ECONNREFUSED'].includes(error.code) && at >= killedAt && at < killedAt + 2_000;
        if (isCut) ++cut;
        else failures.push({ at, outcome: outcomeOf(error), said: error.message });
        await pause(50);
      }
    }
  };

  // In good time for the pseudonym's moment one stands still, with logins half way; it goes on long after it.
  const standStill = async () => {
    await pause(Math.max(0, moments.pseudonym - Date.now() - 10_000));
    const { begun, close } = await halfWay(nodes.still, 6);
    nodes.still.program.signal('SIGSTOP');
    const stoppedAt = Date.now();
    const answers = begun.map(async ({ browser, ...rest }) => {
      try {
        await memory.attempt(rest, () => finish(browser, rest, kept));
        return 'in';
      } catch (error) { return outcomeOf(error); }
    });
    await pause(Math.max(0, stoppedAt + 60_000 - Date.now()));
    nodes.still.program.signal('SIGCONT');
    const outcomes = await Promise.all(answers);
    close();
    return { outcomes, stoodStill: (Date.now() - stoppedAt) / 1000 };
  };
  const killOne = async () => {
    await pause(12_000);
    killedAt = Date.now();
    await nodes.b.program.stop('SIGKILL');
    await nodes.b.start();
  };
  const restartRedis = async () => {
    await pause(Math.max(0, end - Date.now() - 12_000));
    const from = Date.now();
    await gateway.redis.stop();
    await gateway.redis.start();
    await until('both nodes', async () => (await Promise.all([nodes.a, nodes.b].map((each) => each.readiness()))).every((each) => each.status === 200));
    return { from, to: Date.now() };
  };

  const [still, , outage, stale, wrong] = await Promise.all([standStill(), killOne(), restartRedis(),
    trickle(nodes.stale, memory, kept, end), trickle(nodes.wrong, memory, kept, end), ...Array.from({ length: atOnce }, worker)]);
  const took = (Date.now() - began) / 1000;
  const loaded = times.length;

  // Everybody once more, by the node that stood still, which has the ring and was never told otherwise.
  await until('the one that stood still', async () => (await nodes.still.readiness()).status === 200, 30_000);
  await balancer.leadTo(nodes.still);
  const others = [...memory.asked];
  const again = wayTo(gateway.issuer, { atOnce });
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (others.length) {
      const [door, person] = others.pop().split(':');
      const asked = { person, service: 'es256', door };
      await memory.attempt(asked, () => logIn(again.send, asked, kept));
    }
  }));
  main.close();
  again.close();

  // The word on SAML's signatures is xmlsec1's, with the certificates that the service had before it began.
  const files = kept.signers.map((pem, number) => {
    const file = join(folder.path, `signer-${number}.pem`);
    writeFileSync(file, pem);
    return file;
  });
  const answers = memory.logins.filter((each) => each.page);
  const sample = answers.filter((_, number) => number % Math.ceil(answers.length / 40) === 0);
  const bySigner = [0, 0];
  for (const { page } of sample) {
    const xml = Buffer.from(page.match(/name="SAMLResponse" value="([^"]+)"/)[1].replaceAll('&#x2B;', '+').replaceAll('&#x2F;', '/').replaceAll('&#x3D;', '='), 'base64').toString();
    writeFileSync(join(folder.path, 'answer.xml'), xml);
    const verifies = (file) => ['Response', 'Assertion'].every((element) => spawnSync('xmlsec1', ['--verify', '--pubkey-cert-pem', file,
      '--id-attr:ID', `urn:oasis:names:tc:SAML:2.0:${element === 'Response' ? 'protocol' : 'assertion'}:${element}`,
      '--node-xpath', `/descendant::*[local-name()="${element}"]/*[local-name()="Signature"]`, join(folder.path, 'answer.xml')]).status === 0);
    const by = files.findIndex(verifies);
    assert.ok(by >= 0, 'a signature that the service cannot verify');
    ++bySigner[by];
  }

  const ids = gateway.redis.names().filter((name) => name.startsWith('id:')).length;
  const bothSides = [...memory.people].filter((who) => {
    const at = memory.logins.filter((each) => each.who === who).map((each) => each.at);
    return Math.min(...at) < moments.pseudonym && Math.max(...at) > moments.pseudonym;
  });
  const kids = new Map([...algorithms, 'meet'].map((id) => [id, new Set(memory.logins.filter((each) => each.service === id && each.kid).map((each) => each.kid))]));
  const during = failures.filter(({ at }) => at >= outage.from && at <= outage.to + 2_500);
  const elsewhere = failures.filter((each) => !during.includes(each));
  const say = (line) => context.diagnostic(line);
  say(`${loaded} logins in ${took.toFixed(0)} s (${(loaded / took).toFixed(0)}/s; this client's limit), p50 ${percentile(times, 0.5).toFixed(0)} ms, p99 ${percentile(times, 0.99).toFixed(0)} ms`);
  say(`${purposes.length} purposes rotated: ${purposes.join(', ')}`);
  say(`${memory.people.size} people, ${bothSides.length} of them on both sides of the pseudonym key's moment; ${ids} id: records; ${memory.changed.length} changed pseudonyms`);
  say(`tokens by two keys each: ${[...kids].map(([id, set]) => `${id} ${set.size}`).join(', ')}; ${sample.length} SAML answers verified, ${bySigner.join(' and ')} by the old and the new key`);
  say(`Redis was away for ${((outage.to - outage.from) / 1000).toFixed(1)} s: ${during.length} errors (${inWords(new Map(Object.entries(Object.groupBy(during, (each) => each.outcome)).map(([what, all]) => [what, all.length])))}); elsewhere: ${elsewhere.length}`);
  say(`the node that was killed cut ${cut} logins short`);
  say(`beside them: the stale node ${inWords(stale)}; the wrong clock ${inWords(wrong)}; the one that stood still for ${still.stoodStill.toFixed(0)} s: ${still.outcomes.join(', ')}`);

  assert.deepEqual(elsewhere.map(({ at, outcome, said }) => `${((at - outage.from) / 1000).toFixed(1)} s after Redis went: ${outcome} ${said}`), []);
  assert.deepEqual(memory.changed, []);
  assert.equal(ids, memory.people.size, 'nobody is split');
  assert.ok(during.every((each) => each.outcome === '503'));
  assert.ok(cut <= atOnce);
  assert.ok(bothSides.length > 20);
  for (const set of kids.values()) assert.equal(set.size, 2);
  assert.ok(bySigner.every((count) => count > 0));
  assert.ok([...stale.keys()].every((outcome) => ['in', '503'].includes(outcome)) && stale.get('503') > 0 && stale.get('in') > 0, 'in until another has the ring, then 503');
  assert.deepEqual([...wrong.keys()], ['503']);
  assert.ok(still.outcomes.every((outcome) => ['in', '503', 'ECONNRESET', 'socket hang up'].includes(outcome)));
});
