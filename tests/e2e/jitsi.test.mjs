// Jitsi Meet behind the gateway: a stand-in meeting in Chromium, and Prosody's judgement by npm's `jose`.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { look, openBrowser, openPage } from './harness/browser.mjs';
import { Gateway, binary, secretOf, tls } from './harness/gateway.mjs';
import { Meeting } from './harness/meeting.mjs';
import { Person } from './harness/person.mjs';
import { until } from './harness/process.mjs';
import { Service } from './harness/service.mjs';

const meet = new Meeting('meet');
const board = new Meeting('board', { appId: 'board' });
const town = new Meeting('town', { tenant: 'gemeente' });
const chat = new Service('chat');
const meetings = [meet, board, town];
let gateway;
let chromium;

before(async () => {
  await Promise.all([...meetings, chat].map((each) => each.listen()));
  gateway = await new Gateway({
    clients: [meet.registration(), board.registration(', hosts: owner'),
      town.registration(', token_lifetime: 5m, features: { owner: [ livestreaming ], member: [] }'), chat.registration(', id_token_alg: ES256')],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  }).start();
  for (const each of meetings) each.trust(gateway);
  await chat.discover(gateway.issuer, secretOf('chat'));
  chromium = await openBrowser();
});

after(async () => {
  await chromium?.close();
  for (const each of [...meetings, chat]) await each.stop();
  await gateway?.stop();
});

const isAt = (meeting) => (url) => url.origin === meeting.origin;

/** From a meeting's link to its address, with whatever stands behind the '#'. */
async function enter(person, meeting, url, address) {
  const stopsBefore = isAt(meeting);
  let page = await person.visit(url, { stopsBefore });
  if (page.next) return page.next;
  page = await person.submit(page, { address }, { stopsBefore });
  page = await person.submit(page, { code: await gateway.mailbox.codeFor(address) }, { stopsBefore });
  assert.ok(page.next, `never came to the meeting: ${page.status} ${page.body.slice(0, 600)}`);
  return page.next;
}

/** Jitsi reads each value as JSON. */
const tokenIn = (url) => JSON.parse(decodeURIComponent(url.hash.match(/^#jwt=([^&]*)/)[1]));

async function admitted(meeting, url) {
  const { claims, refused } = await meeting.judge(tokenIn(url), url.pathname.split('/').pop());
  assert.equal(refused, undefined);
  return claims;
}

describe('a token', () => {
  test('is what Prosody takes, for this room alone', async () => {
    const url = await enter(new Person(), meet, meet.linkTo('Straße 1', { 'config.startWithAudioMuted': true, 'config.subject': 'x' }), 'j.een@minbzk.nl');

    const claims = await admitted(meet, url);
    assert.equal(url.pathname, '/stra%c3%9fe%201');
    assert.equal(claims.room, 'stra%c3%9fe%201');
    assert.deepEqual(Object.keys(claims).sort(), ['aud', 'context', 'exp', 'iat', 'iss', 'nbf', 'room', 'sub']);
    assert.deepEqual(Object.keys(claims.context.user).sort(), ['affiliation', 'id', 'moderator', 'name']);
    assert.ok(url.hash.endsWith('&config.startWithAudioMuted=true'), 'the flag came back, and nothing else');
    assert.match((await meet.judge(tokenIn(url), 'another')).refused, /Invalid room/);
    assert.match((await town.judge(tokenIn(url), claims.room)).refused, /Invalid domain/);
  });

  test('knows her by another id in every room, and by the same in one', async () => {
    const person = new Person();
    const first = await admitted(meet, await enter(person, meet, meet.linkTo('kamer-een'), 'j.twee@minbzk.nl'));
    const again = await admitted(meet, await enter(person, meet, meet.linkTo('Kamer-EEN')));
    const other = await admitted(meet, await enter(person, meet, meet.linkTo('kamer-twee')));
    const elsewhere = await admitted(town, await enter(person, town, town.linkTo('kamer-een')));

    await person.visit(`${chat.origin}/login`);
    const ids = [first, other, elsewhere].map((each) => each.context.user.id);
    assert.equal(again.context.user.id, first.context.user.id);
    assert.equal(new Set([...ids, chat.logins.at(-1).claims.sub]).size, 4);
    assert.equal(new Set([first, other, elsewhere].map((each) => each.context.user.name)).size, 3);
  });

  test('gives and denies features by role, and lives as long as configured', async () => {
    const claims = await admitted(town, await enter(new Person(), town, town.linkTo('raad'), 'j.drie@minbzk.nl'));

    assert.deepEqual(claims.context.features, { livestreaming: true });
    assert.equal(claims.exp - claims.iat, 300);
    assert.equal(claims.sub, 'gemeente');
  });

  test('is for nobody in a room that only its owner opens', async () => {
    const person = new Person();
    await enter(person, meet, meet.linkTo('hal'), 'j.vier@minbzk.nl');

    const page = await person.visit(board.linkTo('directie'), { stopsBefore: isAt(board) });

    assert.equal(page.status, 403);
    assert.match(page.body, /Deze ruimte is niet van u/);
    assert.ok(page.body.includes(`${board.origin}/directie`), 'the link for guests');
  });

  test('is for nobody whose organisation does not take part', async () => {
    const person = new Person();
    const page = await person.submit(await person.visit(meet.linkTo('hal')), { address: 'iemand@gmail.com' });

    assert.match(page.body, /<title>Fout: /);
    assert.equal(page.status, 400);
  });
});

test('to a stranger every room is the same: the way to log in, and no question to the store', async () => {
  const answers = await Promise.all(['bestaat', 'geheim', 'x'.repeat(200)].map((room) => new Person().request(meet.linkTo(room))));

  assert.deepEqual(answers.map((each) => [each.status, each.location.split('?')[0]]), Array(3).fill([303, '/login']));
});

test('a link that lies is refused with a page, and leads nowhere', async () => {
  for (const state of [{ roomSafe: 'andere' }, { tenant: 'vreemd' }, { room: 'andere' }]) {
    const page = await new Person().request(meet.linkTo('overleg', state));
    assert.equal(page.status, 400);
    assert.equal(page.location, null);
  }
});

test('a form of our own pages keeps her name in the login, and nowhere else', async () => {
  const person = new Person();
  await enter(person, meet, meet.linkTo('hal'), 'j.vijf@minbzk.nl');
  const name = 'Kanarie Weergavenaam';

  const roomPage = await person.submit(await person.visit(`${gateway.issuer}/`), { client: 'meet', title: '' });
  const page = await person.submit(roomPage, { name }, { stopsBefore: isAt(meet) });
  const byAnother = await person.visit(meet.authUrl, { method: 'POST', form: { room: 'overleg', name }, stopsBefore: isAt(meet) });

  assert.equal(page.status, 200, 'she leaves by a page: the form was ours, and CSP holds for where it leads');
  assert.equal((await admitted(meet, page.next)).context.user.name, name);
  assert.notEqual((await admitted(meet, byAnother.next)).context.user.name, name, 'a form that was not on a page for her names her');
  const traces = [gateway.log(), gateway.accessLog(), readFileSync(join(gateway.folder, 'audit.jsonl'), 'utf8'), await gateway.metrics(),
    ...gateway.redis.names().map((each) => `${each} ${gateway.redis.command('GET', each)}`)];
  for (const trace of traces) assert.ok(!trace.includes('Kanarie'), 'a trace of her name');
  for (const trace of traces) assert.ok(!/overleg|kamer-een/.test(trace), 'a trace of a room');
});

test('keys of jitsi-sign rotate under a meeting', async () => {
  const person = new Person();
  const kidOf = async (room) => {
    await admitted(meet, await enter(person, meet, meet.linkTo(room), 'j.zes@minbzk.nl'));
    return meet.arrivals.at(-1).kid;
  };
  const first = await kidOf('wissel');
  const length = gateway.log().length;
  execFileSync(binary, ['keys', 'rotate', 'jitsi-sign', '--config', gateway.configFile]);
  await until('the new ring', () => gateway.log().slice(length).includes('"event":"reload"'));

  const response = await fetch(`${gateway.issuer}/jitsi/meet/jwks.json`);
  const { keys } = await response.json();
  assert.equal(await kidOf('wissel'), first, 'the next key is shown, and not used yet');
  assert.equal(keys.length, 2);
  assert.equal(response.headers.get('cache-control'), 'public, max-age=21600');
  const again = gateway.log().length;
  execFileSync(binary, ['keys', 'rotate', '--emergency', 'jitsi-sign', '--confirm', 'meetings-break', '--config', gateway.configFile]);
  await until('the new ring', () => gateway.log().slice(again).includes('"event":"reload"'));
  const last = await kidOf('wissel');
  assert.notEqual(last, first);
  assert.ok(!keys.some((key) => key.kid === last));
});

test('doctor reads config.js and says what is wrong', async () => {
  // Beside this process, which is the meeting's server.
  const doctor = () => promisify(execFile)(binary, ['doctor', 'client', 'meet', '--config', gateway.configFile])
    .then(({ stdout }) => ({ status: 0, stdout }), ({ code, stdout }) => ({ status: code, stdout }));
  const good = await doctor();
  const source = meet.configJs;
  meet.configJs = () => `var config = { hosts: { domain: 'other.example' } };`;
  const bad = await doctor();
  meet.configJs = source;

  assert.equal(good.status, 0, good.stdout);
  assert.match(good.stdout, /tokenAuthUrl leads here/);
  assert.match(good.stdout, /is in its place/);
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /no tokenAuthUrl/);
  assert.match(bad.stdout, /anonymousdomain/);
  assert.match(bad.stdout, /hosts\.domain is 'other\.example'/);
});

describe('in Chromium', () => {
  const open = (options) => openPage(chromium, [meet.origin, gateway.issuer], options);

  async function logIn(page, address) {
    await page.waitForSelector('#address');
    await page.fill('#address', address);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#code');
    await page.fill('#code', await gateway.mailbox.codeFor(address));
    await page.keyboard.press('Enter');
  }

  test('a guest waits without a login, and a host logs in and comes back', async () => {
    const { context, page, strangers, complaints } = await open();
    await page.goto(`${meet.origin}/Overleg`);
    assert.equal(await page.textContent('#who'), 'gast');

    await page.click('#host');
    await logIn(page, 'c.een@minbzk.nl');
    await page.waitForSelector('#who[data-state=in]');

    assert.match(await page.textContent('#who'), /^owner: /);
    assert.equal(await page.textContent('#flags'), 'config.startWithAudioMuted=true');
    assert.equal(page.url(), `${meet.origin}/overleg`, 'the token has left the address bar');
    await look(page, 'jitsi-host');
    await page.goto(`${meet.origin}/overleg`);
    await page.click('#host');
    await page.waitForSelector('#who[data-state=in]');
    assert.deepEqual([strangers, complaints], [[], []]);
    await context.close();
  });

  test('a window of the meeting\'s own gets a token, gets it anew, and a hidden frame logs her out', async () => {
    const { context, page, strangers, complaints } = await open();
    await page.goto(`${meet.origin}/venster`);
    const [popup] = await Promise.all([context.waitForEvent('page'), page.click('#window')]);
    await logIn(popup, 'c.twee@minbzk.nl');
    await page.waitForSelector('#who[data-state=in]');
    await until('the window to close', () => popup.isClosed());
    const arrived = meet.arrivals.length;

    // Her cookie is gone, and the call goes on: by the refresh token alone.
    const cookies = await context.cookies(gateway.issuer);
    await context.clearCookies();
    await page.click('#window');
    // Within one second it is the same token to the byte: so not the token is compared.
    await until('a fresh token', () => meet.arrivals.length > arrived);
    await context.addCookies(cookies);
    assert.match(await page.textContent('#events'), /oauth-success oauth-success/);

    await page.click('#leave');
    await page.waitForFunction(() => document.querySelector('#events').textContent.includes('logout-success'));
    const me = await context.newPage();
    await me.goto(`${gateway.issuer}/me`);
    assert.ok(await me.$('#address'), 'she has to log in again');
    const [again] = await Promise.all([context.waitForEvent('page'), page.click('#window')]);
    await again.waitForSelector('#address');
    assert.deepEqual([strangers, complaints], [[], []]);
    await context.close();
  });

  test('the whole page asks before it logs her out', async () => {
    const { context, page } = await open();
    await page.goto(meet.linkTo('afscheid'));
    await logIn(page, 'c.drie@minbzk.nl');
    await page.waitForSelector('#who[data-state=in]');

    await page.goto(meet.logoutUrl);
    await page.click('main form button');
    await page.waitForLoadState();
    assert.ok((await page.content()).includes(`${meet.origin}/`), 'and back to the meetings');
    await page.goto(`${gateway.issuer}/me`);
    assert.ok(await page.$('#address'));
    await context.close();
  });
});

test('only a page of the deployment reads what the token endpoint says', async () => {
  const ask = (origin) => fetch(`${gateway.issuer}/jitsi/meet/token`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

  assert.equal((await ask(meet.origin)).headers.get('access-control-allow-origin'), meet.origin);
  assert.equal((await ask(town.origin)).headers.get('access-control-allow-origin'), null);
});
