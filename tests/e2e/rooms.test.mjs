// What the gateway is for: a civil servant opens a room and is in the meeting, and guests come by the link. Chromium, both
// languages, JavaScript off and on, a phone's width, the keyboard alone. A picture of every page is in build/e2e-artifacts, and
// axe-core looks at each. (Who owns a room, and what is refused: rooms_owners.test.mjs.)

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { examine, fits, look, showsFocus, sizes, tabTo } from './harness/browser.mjs';
import {
  begin, browser, chat, desktop, end, gateway, kIn, kOpen, kStart, logIn, meeting, names, open, openRoom, phone, provider,
} from './harness/rooms.mjs';

before(begin);
after(end);

/** What `jose` says of the token in the address bar, where no page of the meeting's own takes it away. */
async function claimsInAddressBar(page) {
  const url = new URL(page.url());
  const [, quoted] = url.hash.match(/^#jwt=([^&]+)/);
  return meeting.verify(JSON.parse(decodeURIComponent(quoted)), url.pathname.split('/').pop());
}

async function journey(locale, javaScriptEnabled, [size, viewport]) {
  const language = locale.slice(0, 2);
  const person = await open({ locale, javaScriptEnabled, viewport });
  const { context, page, strangers, complaints, effort } = person;
  const label = `rooms-${language}-${size}-${javaScriptEnabled ? 'js' : 'nojs'}`;
  const seen = async (name) => {
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    await look(page, `${label}-${name}`);
    await fits(page, `${label}-${name}`);
    if (javaScriptEnabled) await examine(page, `${label}-${name}`);
  };
  await page.goto(`${gateway.issuer}/`);
  await seen('start');
  await person.press(kOpen);
  await logIn(person, `ruimte.${language}.${size}.${javaScriptEnabled}@minbzk.nl`, seen);
  await page.waitForSelector('#room-link');
  await seen('room');
  const link = await page.inputValue('#room-link');
  assert.match(link, new RegExp(`^${meeting.origin}/[a-z]+-[a-z]+-[a-z0-9]{10}$`));
  assert.ok((await page.inputValue('#invitation')).includes(link));
  assert.equal(await page.locator('button[data-copies=room-link]').isVisible(), javaScriptEnabled);
  await person.press(kStart);
  await page.waitForURL(`${link}**`);
  if (javaScriptEnabled) {
    await page.waitForSelector(kIn);
    assert.match(await page.textContent('#who'), /^owner: [A-Z][a-z]+ [a-z]+ /);
  } else {
    const { context: { user } } = await claimsInAddressBar(page);
    assert.equal(user.affiliation, 'owner');
    assert.match(user.name, /^[A-Z][a-z]+ [a-z]+ /);
  }
  // Four presses and two fields, one of them for the code, and the title left empty.
  assert.ok(effort.clicks <= 4 && effort.fields <= 2, JSON.stringify(effort));

  // With the session: two presses and no field.
  Object.assign(effort, { clicks: 0, fields: 0 });
  const second = await openRoom(person);
  assert.notEqual(second.link, link);
  await person.press(kStart);
  await page.waitForURL(`${second.link}**`);
  assert.deepEqual(effort, { clicks: 2, fields: 0 });
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
  await context.close();
}

for (const locale of ['nl-NL', 'en-GB']) {
  for (const size of [['desktop', desktop], ['phone', phone]]) {
    for (const javaScriptEnabled of [false, true]) {
      test(`from the start page into the meeting: ${locale.slice(0, 2)}, ${size[0]}, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`,
        () => journey(locale, javaScriptEnabled, size));
    }
  }
}

test('by an organisation\'s own provider: three presses and one field of ours, whatever that provider asks', async () => {
  const person = await open();
  await person.page.goto(`${gateway.issuer}/`);
  await person.press(kOpen);
  await person.type('#address', provider.account.claims.email);
  await person.press('form[action="/login"] button[type=submit]');
  await person.page.waitForSelector('#room-link');
  await person.press(kStart);
  await person.page.waitForSelector(kIn);
  assert.match(await person.page.textContent('#who'), /^owner: /);
  // With a name, a password and one button there (two fields and a press), she is at four presses and three fields.
  assert.deepEqual(person.effort, { clicks: 3, fields: 1 });
  assert.deepEqual(person.strangers, []);
  await person.context.close();
});

test('a guest needs nothing; a second civil servant is a member; who opened it is the owner, by the name that she typed', async () => {
  const anna = await open();
  const { link } = await openRoom(anna, 'anna.gast@minbzk.nl', 'Overleg met gasten');
  await anna.page.fill('#name', 'Anna uit Den Haag');
  await anna.press(kStart);
  await anna.page.waitForSelector(kIn);
  assert.equal(await anna.page.textContent('#who'), 'owner: Anna uit Den Haag');

  const guest = await open();
  await guest.page.goto(link);
  assert.equal(await guest.page.textContent('#who'), 'gast');

  const bea = await open();
  await bea.page.goto(link);
  await bea.press('#host');
  await logIn(bea, 'bea.lid@minjenv.nl');
  await bea.page.waitForSelector(kIn);
  assert.match(await bea.page.textContent('#who'), /^member: /);
  for (const { context } of [anna, guest, bea]) await context.close();
});

test('copied with a press; in a calendar; on another phone', async () => {
  const anna = await open();
  await anna.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { link, path } = await openRoom(anna, 'anna.kopie@minbzk.nl', 'Overleg, Zuid; West');
  await anna.press('button[data-copies=room-link]');
  await anna.page.waitForFunction(() => document.querySelector('#link-said').textContent !== '');
  assert.equal(await anna.page.evaluate(() => navigator.clipboard.readText()), link);
  const file = await anna.context.request.get(`${gateway.issuer}${path}/invitation.ics`);
  const calendar = (await file.text()).replaceAll('\r\n ', '');
  assert.match(file.headers()['content-type'], /^text\/calendar/);
  assert.match(calendar, /\r\nSUMMARY:Overleg\\, Zuid\\; West\r\n/);
  assert.ok(calendar.includes(`\r\nURL:${link}\r\n`));
  assert.match(await anna.page.locator('.qr-modules').getAttribute('d'), /^M4 4h7v1H4z/);
  await anna.context.close();
});

test('with the keyboard alone', async () => {
  const anna = await open();
  const { page } = anna;
  await page.goto(`${gateway.issuer}/`);
  await tabTo(page, '#title');
  await showsFocus(page);
  await page.keyboard.type('Toetsenbord');
  await tabTo(page, kOpen);
  await showsFocus(page);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#address');
  await tabTo(page, '#address');
  await page.keyboard.type('anna.toets@minbzk.nl');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#code');
  await tabTo(page, '#code');
  await page.keyboard.type(await gateway.mailbox.codeFor('anna.toets@minbzk.nl'));
  await page.keyboard.press('Enter');
  await page.waitForSelector('#room-link');
  for (const selector of ['#room-link', 'button[data-copies=room-link]', '#name', kStart]) {
    await tabTo(page, selector);
    await showsFocus(page);
  }
  await page.keyboard.press('Enter');
  await page.waitForSelector(kIn);
  await anna.context.close();
});

test('every page at every width', async () => {
  const anna = await open();
  const { path } = await openRoom(anna, 'anna.breed@minbzk.nl', 'Een lange titel van een overleg waar iedereen bij wil zijn, ook volgende week');
  await anna.page.goto(`${gateway.issuer}/rooms/new`);
  await anna.page.fill('#title', 'Meervoudigepersoonlijkheidsstoornissenbehandelcentrumoverleg');
  await anna.page.fill('#link', 'w'.repeat(100));
  await anna.page.check('#insist');
  await anna.press(kOpen);
  await anna.page.waitForSelector('#room-link');
  const unbroken = new URL(anna.page.url()).pathname;
  const state = await anna.context.storageState();
  for (const [size, options] of sizes) {
    const context = await browser.newContext({ locale: 'nl-NL', ignoreHTTPSErrors: true, storageState: state, ...options });
    const page = await context.newPage();
    for (const [name, target] of [['start', '/'], ['new', '/rooms/new'], ['list', '/rooms'], ['room', path], ['title', `${path}/title`], ['hand-over', `${path}/hand-over`],
      ['delete', `${path}/delete`], ['unbroken', unbroken], ['unbroken-delete', `${unbroken}/delete`]]) {
      await page.goto(`${gateway.issuer}${target}`);
      await look(page, `rooms-${name}-${size}`);
      await fits(page, `${name} ${size}`);
      await examine(page, `${name} ${size}`);
    }
    await context.close();
  }
  await anna.context.close();
});

test('an owner has another identifier in each room, and none is her pseudonym at a service', async () => {
  const anna = await open();
  const before = meeting.arrivals.length;
  for (const address of ['anna.id@minbzk.nl', undefined]) {
    await openRoom(anna, address);
    await anna.press(kStart);
    await anna.page.waitForSelector(kIn);
  }
  const ids = meeting.arrivals.slice(before).map((arrival) => arrival.context.user.id);
  await anna.page.goto(`${chat.origin}/login`);
  await anna.page.waitForURL(`${chat.origin}/callback**`);
  const { claims } = JSON.parse(await anna.page.textContent('#claims'));
  assert.equal(new Set([...ids, claims.sub]).size, 3);
  await anna.context.close();
});

test('who is forgotten leaves her rooms', async () => {
  const anna = await open();
  const { link, path } = await openRoom(anna, 'anna.weg@minbzk.nl');
  const rooms = () => names('ro:').length;
  const before = rooms();
  await anna.page.goto(`${gateway.issuer}/me`);
  assert.match(await anna.page.textContent('main'), /Uw ruimtes/);
  await anna.page.goto(`${gateway.issuer}/me/forget`);
  await anna.press('form[action="/me/forget"] button');
  await anna.page.waitForLoadState();
  assert.equal(rooms(), before - 1);
  await anna.page.goto(`${gateway.issuer}${path}`);
  await logIn(anna, 'anna.weg@minbzk.nl');
  await anna.page.waitForSelector('.reference');
  assert.match(await anna.page.textContent('h1'), /Deze ruimte is niet van u/);
  assert.ok(link);
  await anna.context.close();
});

test('no title, no typed name and no name of a room is in a log or readable in the store', async () => {
  const anna = await open();
  const { link } = await openRoom(anna, 'anna.spoor@minbzk.nl', 'Kanarietitel');
  const name = link.split('/').pop();
  await anna.page.fill('#name', 'Kanarienaam');
  await anna.press(kStart);
  await anna.page.waitForSelector(kIn);
  await anna.context.close();
  const kept = readdirSync(gateway.folder).map((file) => join(gateway.folder, file)).filter((file) => statSync(file).isFile())
    .map((file) => [file, readFileSync(file)]);
  kept.push(['metrics', Buffer.from(await gateway.metrics())]);
  for (const record of gateway.redis.names()) {
    if (record !== 'fence') kept.push([record, Buffer.concat([Buffer.from(record), gateway.redis.command('--raw', 'GET', record)])]);
  }
  assert.ok(kept.some(([where]) => where.endsWith('access.jsonl')) && kept.some(([where]) => where.startsWith('ro:')));
  for (const [where, octets] of kept) {
    for (const canary of ['Kanarietitel', 'Kanarienaam', name]) {
      for (const spelled of [canary, encodeURIComponent(canary), Buffer.from(canary).toString('base64').slice(0, -2), Buffer.from(canary).toString('hex')]) {
        assert.ok(!octets.includes(spelled), `${canary} is in ${where}`);
      }
    }
  }
  const { status, stdout } = gateway.command('doctor', 'retention');
  assert.equal(status, 0, stdout);
});
