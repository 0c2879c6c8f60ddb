// What happens to a room after it was opened: others own it too, its time is over, its name is taken, and what is refused. Chromium,
// both languages, a phone's width. A picture of every page is in build/e2e-artifacts, and axe-core looks at each.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { examine, look } from './harness/browser.mjs';
import {
  begin, end, examined, gateway, kIn, kOpen, kStart, logIn, meeting, names, open, openRoom, phone,
} from './harness/rooms.mjs';

before(begin);
after(end);

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
