// Promise 2: after a thousand logins over all connectors, and refusals, with canary addresses, no octet of the store, a log,
// a metric, an answer, a token, the wire to the service or the gateway's memory holds a canary, in clear or hashed or
// encoded. The same of the titles of video rooms and of names that were typed for a meeting, except where they belong.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect } from 'node:tls';
import { forms, hits, indexed, traces } from './harness/canaries.mjs';
import { Gateway, secretOf, tls } from './harness/gateway.mjs';
import { lies } from './harness/lies.mjs';
import { LyingProvider } from './harness/lying_provider.mjs';
import { Meeting } from './harness/meeting.mjs';
import { Person } from './harness/person.mjs';
import { Provider } from './harness/provider.mjs';
import { pause } from './harness/process.mjs';
import { SamlProvider } from './harness/saml_provider.mjs';
import { SamlService } from './harness/saml_service.mjs';
import { Service } from './harness/service.mjs';

const kByMail = 720;  // of which nine in ten come in
const kAtProvider = 360;  // four in five
const kBySaml = 60;  // three in five
const kToSaml = 40;
const kToMeeting = 20;
const kWord = 'kanarie0';  // every canary begins with it; none is longer than what a std::string holds in itself
const service = new Service('chat');
const provider = new Provider();
const liar = new LyingProvider();
const samlProvider = new SamlProvider('fin');
const meeting = new Meeting('meet');
const samlServices = [new SamlService('wiki'), new SamlService('vault', { encrypts: true })];
let gateway;
const people = [];
const canaries = [];
const roomWords = [];  // titles and typed names: her own pages and her token hold them
const hosts = [];

before(async () => {
  await service.listen();
  await meeting.listen();
  await provider.listen();
  await liar.listen();
  await samlProvider.start();
  for (const each of samlServices) await each.start();
  gateway = new Gateway({
    clients: [service.registration(', id_token_alg: ES256'), meeting.registration(), ...samlServices.map((each) => each.registration(', attributes: { username: username, cn: name, mail: email }'))],
    connectors: [provider.connector('secret-provider').replace('id: az', 'id: bz'), liar.connector('az', { nl: 'Algemene Zaken', en: 'General Affairs' }, 'secret-provider'),
      samlProvider.connector()],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  });
  writeFileSync(join(gateway.folder, 'secret-provider'), `${provider.clientSecret}\n`, { mode: 0o600 });
  gateway.allowlist = gateway.allowlist.replace(/(domain: minaz\.nl,.*connectors: )\[mail\]/, '$1[az]').replace(/(domain: minbuza\.nl,.*connectors: )\[mail\]/, '$1[bz]')
    .replace(/(domain: minfin\.nl,.*connectors: )\[mail\]/, '$1[fin]');
  await gateway.start();
  await provider.start(`${gateway.issuer}/login/callback/bz`);
  await samlProvider.trust(gateway);
  for (const each of samlServices) await each.trust(gateway);
  meeting.trust(gateway);
  await service.discover(gateway.issuer, secretOf('chat'));
});

after(async () => {
  await service.stop();
  await meeting.stop();
  await provider.stop();
  await liar.stop();
  await samlProvider.stop();
  for (const each of samlServices) await each.stop();
  await gateway?.stop();
});

function canary(number) {
  const localPart = `${kWord}${String(number).padStart(4, '0')}zqx`;
  const address = `${localPart}@minbzk.nl`;
  canaries.push(localPart, address);
  return address;
}

function provide(number, organisation) {
  const localPart = `${kWord}${String(number).padStart(4, '0')}zqx`;
  const all = [localPart, `${localPart}@${organisation}.nl`, `${localPart}-sub`];
  canaries.push(...all);
  return all;
}

/** Through the provider: its `sub` is a canary too, and every fifth login is refused for what the provider says. */
async function logInAtProvider(person, number) {
  const [, address, subject] = provide(number, 'minbuza');
  const isRefused = number % 5 === 0;
  provider.account = { sub: subject, claims: { email: isRefused ? address.replace('minbuza', 'minbzk') : address, email_verified: true } };
  person.strangers.add(new URL(provider.issuer).host);
  const logins = service.logins.length;
  await person.submit(await person.visit(`${service.origin}/login`), { address, remember: '1' });
  assert.equal(service.logins.length, logins + (isRefused ? 0 : 1));
}

/** By SAML: her address in an attribute, her name in another, encrypted or not, in an error and in an answer that is refused. */
async function logInBySaml(person, number) {
  const [localPart, address, subject] = provide(number, 'minfin');
  const isError = number % 5 === 0;
  const isRefused = number % 5 === 1;
  await samlProvider.become({ uid: subject, name: localPart, mail: isRefused ? address.replace('minfin', 'minbzk') : address, encrypt: number % 2 === 0, error: isError });
  person.strangers.add(new URL(samlProvider.origin).host);
  const logins = service.logins.length;
  const page = await person.submit(await person.visit(`${service.origin}/login`), { address, remember: '1' });
  assert.match(page.body, /SAMLResponse/);
  await person.submit(page, {});
  assert.equal(service.logins.length, logins + (isError || isRefused ? 0 : 1));
}

/** Every lie that ends quickly, with her canary in all that the provider says: claims, errors, a page instead of tokens. */
async function lieAbout(number) {
  const [localPart, address, subject] = provide(number, 'minaz');
  const told = [
    ...lies.filter(([what]) => !['an answer that drips', 'no answer'].includes(what)),
    ['an error that names her', 'provider_refused', '', () => ({ callback: (back) => {
      back.searchParams.delete('code');
      for (const name of ['error', 'error_description', 'error_uri']) back.searchParams.set(name, `${name} ${address}`);
    } })],
    ['a code that names her', '', '', () => ({ callback: (back) => back.searchParams.set('code', address) })],
    ['an error of the token endpoint that names her', '', '', () => ({ instead: { 'az/token': (response) => response.writeHead(400, { 'content-type': 'application/json', 'x-user': subject })
      .end(JSON.stringify({ error: 'invalid_grant', error_description: `no such user: ${address}` })) } })],
    ['a page that names her instead of tokens', '', '', () => ({ instead: { 'az/token': (response) => response.writeHead(502, `no ${localPart}`, { 'content-type': 'text/html' }).end(`<h1>${address}</h1>`) } })],
    ['a key that names her', '', '', () => ({ header: { kid: address } })],
    ['an audience that names her', '', '', () => ({ claims: { aud: address, azp: subject } })],
    ['an unknown acr that names her', undefined, '', () => ({ claims: { acr: address } })],
  ];
  for (const [what, refusal, , lie] of told) {
    liar.tellTheTruth();
    liar.tell({ person: () => ({ sub: subject, email: address, name: localPart, preferred_username: localPart }), ...lie() });
    // Where the lie is the address itself, it is still hers.
    const { email } = liar.lie.claims;
    if (typeof email === 'string') liar.lie.claims.email = email.replace('j.devries', localPart);
    if (Array.isArray(email)) liar.lie.claims.email = [address];
    const person = new Person({ language: people.length % 2 ? 'en' : 'nl' });
    person.strangers.add(new URL(liar.origin).host);
    people.push(person);
    const logins = service.logins.length;
    const page = await person.submit(await person.visit(`${service.origin}/login`), { address, remember: '1' });
    assert.equal(service.logins.length, logins + (refusal === undefined ? 1 : 0), `${what}: ${page.status} ${page.body.slice(0, 500)}`);
  }
  return told.length;
}

function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : statSync(path).isFile() ? [path] : [];
  });
}

/** The memory of the gateway as gcore writes it. */
function memory() {
  const file = join(gateway.folder, 'memory');
  execFileSync('gcore', ['-a', '-o', file, String(gateway.program.pid)], { stdio: ['ignore', 'ignore', 'pipe'] });
  const path = `${file}.${gateway.program.pid}`;
  const octets = readFileSync(path);
  rmSync(path);
  return octets;
}

/** What libraries leave behind counts too: nothing of an address may be there once people have gone. */
async function lookIntoMemory() {
  await pause(2000);
  assert.deepEqual(traces(memory(), kWord), []);

  // The search must be able to find: a request that has not ended yet.
  const socket = connect({ port: gateway.port, host: '127.0.0.1', ca: readFileSync(tls.ca), servername: 'localhost' });
  await once(socket, 'secureConnect');
  socket.write(`POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\naddress=${kWord}@`);
  await pause(200);
  assert.notDeepEqual(traces(memory(), kWord), []);
  socket.destroy();
  await pause(2000);
  assert.deepEqual(traces(memory(), kWord), []);
}

/** By a code; of every ten, one is refused and one mistypes the code. */
async function logInByMail(person, number) {
  const address = canary(number);
  const addressPage = await person.visit(`${service.origin}/login`);
  if (number % 10 === 7) {
    // Refused: a domain that is not listed, an address that is none, a mail that cannot be sent.
    for (const bad of [address.replace('minbzk.nl', 'evil-minbzk.nl'), `${address},x`, address.replace('@', '+tag@'), address.replace('@', ' @')]) {
      await person.submit(addressPage, { address: bad, remember: '1' });
    }
    // ... and an address where none belongs
    await person.request(`${gateway.issuer}/${address}`);
    await person.request(`${gateway.issuer}/authorize?client_id=${encodeURIComponent(address)}&login_hint=${encodeURIComponent(address)}`);
    return;
  }
  const codePage = await person.submit(addressPage, { address, remember: '1' });
  const code = await gateway.mailbox.codeFor(address);
  if (number % 10 === 3) {
    const wrong = await person.submit(codePage, { code: code === '00000000' ? '00000001' : '00000000' });
    assert.ok(wrong.body.includes('name="code"'));
  }
  await person.submit(codePage, { code });
  if (number % 5 === 0) await person.visit(`${gateway.issuer}/me`);
}

/** To a service that speaks SAML, one that has its assertions encrypted or not. */
async function logInToSaml(person, number) {
  const address = canary(number);
  const codePage = await person.submit(await person.visit(`${samlServices[number % 2].origin}/login`), { address });
  const answer = await person.submit(codePage, { code: await gateway.mailbox.codeFor(address) });
  assert.match(answer.body, /SAMLResponse/);
  await person.submit(answer, {});
}

/** Opens a room with a title, is in the meeting by a name that she typed, renames the room, and is there by another name. */
async function logInToMeeting(number) {
  const [first, renamed, refused, typed, typedLater, atMeeting] = ['titel', 'later', 'lang', 'naam', 'ander', 'staat'].map((what) => `${kWord}${what}${String(number).padStart(4, '0')}zqx`);
  roomWords.push(first, renamed, refused, typed, typedLater, atMeeting);
  const person = new Person({ language: number % 2 ? 'en' : 'nl' });
  hosts.push(person);
  const start = await person.visit(`${gateway.issuer}/`);
  assert.equal((await person.submit(start, { title: refused.repeat(20) })).status, 400);
  const address = canary(number);
  const codePage = await person.submit(await person.submit(start, { title: first }), { address });
  const room = await person.submit(codePage, { code: await gateway.mailbox.codeFor(address) });
  assert.ok(room.body.includes(first) && room.body.includes('start-meeting'), room.body.slice(0, 400));
  const name = room.body.match(/name="room" value="([^"]+)"/)[1];
  const enter = async (page, called) => {
    const { next } = await person.submit(page, { name: called }, { stopsBefore: (to) => to.origin === meeting.origin });
    const { claims } = await meeting.judge(JSON.parse(decodeURIComponent(next.hash.match(/jwt=([^&]+)/)[1])), name);
    assert.equal(claims.context.user.name, called);
  };
  await enter(room, typed);
  await person.submit(await person.visit(`${room.url}/title`), { title: renamed });
  const later = await person.visit(room.url);
  assert.ok(later.body.includes(renamed) && !later.body.includes(first));
  await enter(later, typedLater);
  await person.request(`${room.url}/invitation.ics`);
  await person.visit(`${gateway.issuer}/rooms`);
  // What a meeting says of itself goes no further.
  const { next } = await person.visit(meeting.linkTo(name, { 'config.subject': atMeeting, 'userInfo.displayName': atMeeting }), { stopsBefore: (to) => to.origin === meeting.origin });
  assert.ok(!next.href.includes(kWord));
}

/** `many` people with the numbers from `first` on, `atOnce` of them side by side. */
async function send(many, first, atOnce, logIn) {
  const numbers = [...Array(many).keys()].map((index) => first + index);
  const one = async () => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const person = new Person({ language: number % 2 ? 'en' : 'nl' });
      people.push(person);
      await logIn(person, number);
    }
  };
  await Promise.all([...Array(atOnce)].map(one));
}

test('a thousand logins over all connectors, and all lies, leave no trace of an address', async () => {
  await send(kByMail, 0, 4, logInByMail);
  const expected = [...Array(kByMail).keys()].filter((number) => number % 10 !== 7).length;
  assert.equal(service.logins.length, expected);
  // These providers know one person at a time.
  await send(kAtProvider, kByMail, 1, logInAtProvider);
  await send(kBySaml, kByMail + kAtProvider, 1, logInBySaml);
  await send(kToSaml, 2000, 1, logInToSaml);
  for (let number = 3000; number < 3000 + kToMeeting; ++number) await logInToMeeting(number);
  const lied = await lieAbout(kByMail + kAtProvider + kBySaml);
  assert.ok(lied > 50);
  provider.isSilent = true;
  provider.server.closeAllConnections();
  const unlucky = new Person();
  unlucky.strangers.add(new URL(provider.issuer).host);
  people.push(unlucky);
  await Promise.race([unlucky.submit(await unlucky.visit(`${service.origin}/login`), { address: canary(9999).replace('minbzk', 'minbuza') }).catch(() => {}), pause(8000)]);

  await lookIntoMemory();
  const wanted = indexed(forms(canaries));
  const wantedInFiles = indexed(forms([...canaries, ...roomWords]));
  const found = [];
  gateway.redis.command('CONFIG', 'SET', 'rdbcompression', 'no');
  gateway.redis.command('SAVE');
  const metrics = await gateway.metrics();
  found.push(...hits('metrics', metrics, wantedInFiles));
  await gateway.program.stop();
  // Every file of the gateway and of Redis: AOF, RDB, logs, ring.
  const files = filesBelow(gateway.folder);
  for (const file of files) found.push(...hits(file, readFileSync(file), wantedInFiles));
  for (const person of [...people, ...hosts]) {
    for (const answer of person.seen) found.push(...hits('an answer', answer, wanted));
    for (const jar of person.cookies.values()) {
      for (const [name, value] of jar) found.push(...hits('a cookie', `${name}=${value}`, wanted));
    }
  }
  for (const octets of service.wire) found.push(...hits('the wire to the service', octets, wanted));
  const read = (await Promise.all(samlServices.map((each) => each.state()))).flatMap((state) => state.logins);
  assert.equal(read.length, kToSaml);
  assert.equal(meeting.arrivals.length, 2 * kToMeeting);
  // Each of these ended at a service; the second meeting was by a session.
  const successes = service.logins.length + read.length + kToMeeting;
  assert.ok(successes >= 1000, `${successes} logins`);
  for (const login of read) found.push(...hits('what a service read in SAML', JSON.stringify(login), wanted));
  for (const arrival of meeting.arrivals) found.push(...hits('a token for a meeting', JSON.stringify(arrival), wanted));
  for (const login of service.logins) found.push(...hits('a token', JSON.stringify(login), wanted));

  assert.deepEqual(found, []);
  // The search must be able to find: the mails hold every address.
  assert.ok(files.some((file) => file.includes('appendonly')) && files.some((file) => file.endsWith('.rdb')) && files.some((file) => file.endsWith('sluis.log')) && files.some((file) => file.endsWith('access.jsonl')));
  assert.ok(hits('mails', gateway.mailbox.mails.map((mail) => mail.raw).join(''), wanted).length > 0);
  assert.match(metrics, /sluis_logins_total/);
});
