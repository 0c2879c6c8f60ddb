// What the gateway is for: a civil servant opens a room and is in the meeting, guests come by the link, and others own the room
// with her. Chromium, both languages, JavaScript off and on, a phone's width, the keyboard alone. A picture of every page
// is in build/e2e-artifacts, and axe-core looks at each.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { examine, fits, look, openBrowser, openPage, showsFocus, sizes, tabTo } from './harness/browser.mjs';
import { Gateway, secretOf, tls } from './harness/gateway.mjs';
import { Meeting } from './harness/meeting.mjs';
import { Provider } from './harness/provider.mjs';
import { Service } from './harness/service.mjs';

const meeting = new Meeting('meet');
const chat = new Service('chat');
const provider = new Provider();
let gateway;
let browser;

before(async () => {
  await Promise.all([meeting.listen(), chat.listen(), provider.listen()]);
  gateway = new Gateway({
    clients: [meeting.registration(), chat.registration()], connectors: [provider.connector('secret-provider')],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  });
  writeFileSync(join(gateway.folder, 'secret-provider'), `${provider.clientSecret}\n`, { mode: 0o600 });
  gateway.allowlist = `domains:
  - { domain: minbzk.nl, organisation: "Binnenlandse Zaken", connectors: [mail] }
  - { domain: minjenv.nl, organisation: "Justitie en Veiligheid", connectors: [mail] }
  - { domain: minaz.nl, organisation: "Algemene Zaken", connectors: [az] }
`;
  await gateway.start();
  await provider.start(`${gateway.issuer}/login/callback/az`);
  meeting.trust(gateway);
  await chat.discover(gateway.issuer, secretOf('chat'));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await meeting.stop();
  await chat.stop();
  if (provider.server) await provider.stop();
  await gateway?.stop();
});

/** A browser of her own, which counts what she presses and types into. */
async function open(options) {
  const opened = await openPage(browser, [gateway.issuer, meeting.origin, chat.origin, provider.issuer], options);
  const { page } = opened;
  const effort = { clicks: 0, fields: 0 };
  return {
    ...opened, effort,
    async press(selector) { ++effort.clicks; await page.click(selector); },
    async type(selector, text) { ++effort.fields; await page.fill(selector, text); },
  };
}

const kOpen = 'form[action="/rooms"] button[type=submit]';
const kStart = 'form.start-meeting button[type=submit]';
const kIn = '#who[data-state=in]';

const names = (prefix) => gateway.redis.names().filter((name) => name.startsWith(prefix));

/** A picture, nothing beyond the edge, and nothing that axe-core objects to. */
async function examined(page, name) {
  await look(page, `rooms-${name}`);
  await fits(page, name);
  await examine(page, name);
}

/** From the address page to being logged in, by a code. */
async function logIn(person, address, seen = async () => {}) {
  await person.type('#address', address);
  await seen('address');
  await person.press('form[action="/login"] button[type=submit]');
  await person.page.waitForSelector('#code');
  await person.type('#code', await gateway.mailbox.codeFor(address));
  await person.press('form[action="/login/code"] button[type=submit]');
}

/** Logged in, and at the page of a new room. */
async function openRoom(person, address, title = '') {
  await person.page.goto(`${gateway.issuer}/`);
  if (title) await person.page.fill('#title', title);
  await person.press(kOpen);
  if (address) await logIn(person, address);
  await person.page.waitForSelector('#room-link');
  return { link: await person.page.inputValue('#room-link'), path: new URL(person.page.url()).pathname };
}

const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 900 };

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

test('handed over by a link that works once; deleted for all, or taken off one list', async () => {
  const anna = await open();
  const { path } = await openRoom(anna, 'anna.over@minbzk.nl', 'Stuurgroep');
  await anna.page.goto(`${gateway.issuer}${path}/hand-over`);
  await look(anna.page, 'rooms-hand-over');
  await examine(anna.page, 'hand over');
  await anna.press('form button[type=submit]');
  const offer = await anna.page.inputValue('#offer');
  await look(anna.page, 'rooms-offer');
  await examine(anna.page, 'offer');

  const bea = await open({ locale: 'en-GB' });
  await bea.page.goto(offer);
  await logIn(bea, 'bea.over@minjenv.nl');
  await bea.page.waitForSelector('form[action="/rooms/accept"]');
  assert.match(await bea.page.textContent('main'), /Stuurgroep/);
  await look(bea.page, 'rooms-accept');
  await examine(bea.page, 'accept');
  await bea.press('form[action="/rooms/accept"] button');
  await bea.page.waitForSelector('#room-link');
  assert.equal(new URL(bea.page.url()).pathname, path);
  await bea.press(kStart);
  await bea.page.waitForSelector(kIn);
  assert.match(await bea.page.textContent('#who'), /^owner: /);

  const carla = await open();
  await carla.page.goto(offer);
  await logIn(carla, 'carla.over@minjenv.nl');
  await carla.page.waitForSelector('.reference');
  assert.match(await carla.page.textContent('h1'), /Deze link werkt niet meer/);
  await look(carla.page, 'rooms-offer-used');
  await examine(carla.page, 'offer used');
  await carla.page.goto(`${gateway.issuer}${path}`);
  assert.match(await carla.page.textContent('h1'), /Deze ruimte is niet van u/);
  await look(carla.page, 'rooms-not-yours');
  await examine(carla.page, 'not yours');

  // The title changes and the link does not; Anna leaves, Bea deletes.
  await anna.page.goto(`${gateway.issuer}${path}/title`);
  await look(anna.page, 'rooms-title');
  await examine(anna.page, 'title');
  await anna.page.fill('#title', 'Stuurgroep Zuid');
  await anna.page.press('#title', 'Enter');
  await anna.page.waitForURL(`${gateway.issuer}${path}`);
  assert.equal(await anna.page.textContent('h1'), 'Stuurgroep Zuid');
  await anna.page.goto(`${gateway.issuer}${path}/delete`);
  await look(anna.page, 'rooms-delete');
  await examine(anna.page, 'delete');
  await anna.press('button[name=only_me]');
  await anna.page.waitForURL(`${gateway.issuer}/rooms`);
  assert.match(await anna.page.textContent('main'), /U heeft nog geen ruimtes/);
  await bea.page.goto(`${gateway.issuer}/rooms`);
  assert.match(await bea.page.textContent('main'), /Stuurgroep Zuid/);
  await look(bea.page, 'rooms-list');
  await examine(bea.page, 'list');
  await bea.page.goto(`${gateway.issuer}${path}/delete`);
  await bea.press('form button[type=submit]');
  await bea.page.waitForURL(`${gateway.issuer}/rooms`);
  for (const { context } of [anna, bea, carla]) await context.close();
});

test('an offer of yesterday, and a room that nobody used for a season', async () => {
  const anna = await open();
  const { path, link } = await openRoom(anna, 'anna.oud@minbzk.nl', 'Van vorig jaar');
  await anna.page.goto(`${gateway.issuer}${path}/hand-over`);
  await anna.press('form button[type=submit]');
  const offer = await anna.page.inputValue('#offer');
  const secondsLeft = (prefix) => names(prefix).map((name) => Number(gateway.redis.command('TTL', name)));
  assert.ok(secondsLeft('ho:').every((left) => left > 0 && left <= 86_400), 'a day');
  assert.ok(secondsLeft('ro:').every((left) => left > 0 && left <= 90 * 86_400), '90 days');

  // Redis does what it will do at the end of that time.
  for (const name of names('ho:')) gateway.redis.command('PEXPIRE', name, '0');
  for (const [language, locale] of [['nl', 'nl-NL'], ['en', 'en-GB']]) {
    const bea = await open({ locale, viewport: phone });
    await bea.page.goto(offer);
    await logIn(bea, `bea.oud.${language}@minjenv.nl`);
    await bea.page.waitForSelector('.reference');
    assert.match(await bea.page.textContent('h1'), language === 'nl' ? /Deze link werkt niet meer/ : /This link no longer works/);
    await examined(bea.page, `offer-expired-${language}-phone`);
    await bea.context.close();
  }

  // The room: gone for its owner too, whose list says so; and the link in an old invitation opens a meeting as any link does.
  for (const name of names('ro:')) gateway.redis.command('PEXPIRE', name, '0');
  await anna.page.setViewportSize(phone);
  await anna.page.goto(`${gateway.issuer}${path}`);
  await anna.page.waitForSelector('.reference');
  await examined(anna.page, 'room-expired-phone');
  assert.match(await anna.page.textContent('h1'), /Deze ruimte is niet van u/);
  await anna.page.goto(`${gateway.issuer}/rooms`);
  assert.doesNotMatch(await anna.page.textContent('main'), /Van vorig jaar/);
  await anna.page.goto(link);
  await anna.press('#host');
  await anna.page.waitForSelector(kIn);
  await anna.context.close();
});

for (const locale of ['nl-NL', 'en-GB']) {
  const language = locale.slice(0, 2);
  test(`what happens to few, on a phone: ${language}`, async () => {
    const openPhone = () => open({ locale, viewport: phone });
    const seen = async ({ page }, selector, name) => {
      await page.waitForSelector(selector);
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      await examined(page, `${name}-${language}-phone`);
    };
    const anna = await openPhone();
    const { path } = await openRoom(anna, `anna.klein.${language}@minbzk.nl`, 'Stuurgroep');
    await anna.page.goto(`${gateway.issuer}${path}/hand-over`);
    await seen(anna, 'form button[type=submit]', 'hand-over');
    await anna.press('form button[type=submit]');
    await seen(anna, '#offer', 'offer');
    const offer = await anna.page.inputValue('#offer');

    const bea = await openPhone();
    await bea.page.goto(offer);
    await logIn(bea, `bea.klein.${language}@minjenv.nl`);
    await seen(bea, 'form[action="/rooms/accept"]', 'accept');
    await bea.press('form[action="/rooms/accept"] button');
    await bea.page.waitForSelector('#room-link');

    const carla = await openPhone();
    await carla.page.goto(offer);
    await logIn(carla, `carla.klein.${language}@minjenv.nl`);
    await seen(carla, '.reference', 'offer-used');
    await carla.page.goto(`${gateway.issuer}${path}`);
    await seen(carla, '.reference', 'not-yours');
    for (const { page } of [bea, carla]) {
      await page.goto(`${gateway.issuer}/rooms/new`);
      await page.fill('#link', `klein-${language}`);
      await page.check('#insist');
      await page.click(kOpen);
    }
    await seen(carla, '[role=alert]', 'name-taken');

    const stranger = await openPhone();
    await stranger.page.goto(`${gateway.issuer}/`);
    await stranger.press(kOpen);
    await stranger.page.fill('#address', 'iemand@elders.example');
    await stranger.page.press('#address', 'Enter');
    await seen(stranger, '[role=alert]', 'not-listed');
    for (const { context } of [anna, bea, carla, stranger]) await context.close();
  });
}

test('a name of her own gets random characters, unless she insists; one that is taken is refused', async () => {
  const anna = await open();
  const { page } = anna;
  const choose = async (name, insists) => {
    await page.goto(`${gateway.issuer}/rooms/new`);
    await page.fill('#link', name);
    if (insists) await page.check('#insist');
    await anna.press(kOpen);
  };
  await choose('Overleg Zuid', false);
  await logIn(anna, 'anna.naam@minbzk.nl');
  await page.waitForSelector('#room-link');
  assert.match(await page.inputValue('#room-link'), /\/overleg-zuid-[a-z0-9]{13}$/);
  await choose('Overleg Zuid', true);
  await page.waitForSelector('#room-link');
  assert.match(await page.inputValue('#room-link'), /\/overleg-zuid$/);
  const bea = await open();
  await bea.page.goto(`${gateway.issuer}/rooms/new`);
  await bea.page.fill('#link', 'overleg-zuid');
  await bea.page.check('#insist');
  await bea.press(kOpen);
  await logIn(bea, 'bea.naam@minjenv.nl');
  await bea.page.waitForSelector('[role=alert]');
  assert.match(await bea.page.textContent('[role=alert]'), /al in gebruik/);
  await look(bea.page, 'rooms-name-taken');
  await examine(bea.page, 'name taken');
  for (const { context } of [anna, bea]) await context.close();
});

test('not a government address, a form of another site, a wish of somebody else', async () => {
  const anna = await open();
  await anna.page.goto(`${gateway.issuer}/`);
  await anna.press(kOpen);
  await anna.page.fill('#address', 'iemand@elders.example');
  await anna.page.press('#address', 'Enter');
  await anna.page.waitForSelector('[role=alert]');
  await look(anna.page, 'rooms-not-listed');
  await examine(anna.page, 'not listed');

  await openRoom(anna, 'anna.vreemd@minbzk.nl');
  const rooms = async (person) => {
    await person.page.goto(`${gateway.issuer}/rooms`);
    return person.page.locator('.room-open').count();
  };
  assert.equal(await rooms(anna), 1);
  // The other site's form: no cookie that is Lax goes along, and the page asks her to press the button herself.
  await anna.page.goto(`${meeting.origin}/elders`);
  await anna.page.evaluate((action) => {
    document.body.innerHTML = `<form method="post" action="${action}"><input name="client" value="meet"><input name="title" value="Ondergeschoven"></form>`;
    document.forms[0].submit();
  }, `${gateway.issuer}/rooms`);
  await anna.page.waitForSelector('[role=alert]');
  assert.equal(await rooms(anna), 1);

  const mallory = await open();
  await openRoom(mallory, 'mallory@minjenv.nl');
  await mallory.page.goto(`${gateway.issuer}/`);
  const wishes = [];
  mallory.page.on('request', (request) => { if (request.url().includes('/rooms/make') || request.url().includes('posted=')) wishes.push(request.url()); });
  await mallory.press(kOpen);
  await mallory.page.waitForSelector('#room-link');
  assert.equal(wishes.length, 2);
  for (const wish of wishes) {
    await anna.page.goto(wish);
    assert.equal(await anna.page.locator('#room-link').count(), 0);
  }
  assert.equal(await rooms(anna), 1);
  for (const { context } of [anna, mallory]) await context.close();
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
