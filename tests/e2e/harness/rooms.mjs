// A gateway with a meeting, a service and an organisation's own provider, and people with browsers who open rooms there.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examine, fits, look, openBrowser, openPage } from './browser.mjs';
import { Gateway, secretOf, tls } from './gateway.mjs';
import { Meeting } from './meeting.mjs';
import { Provider } from './provider.mjs';
import { Service } from './service.mjs';

export const meeting = new Meeting('meet');
export const chat = new Service('chat');
export const provider = new Provider();
export let gateway;
export let browser;

export async function begin() {
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
}

export async function end() {
  await browser?.close();
  await meeting.stop();
  await chat.stop();
  if (provider.server) await provider.stop();
  await gateway?.stop();
}

/** A browser of her own, which counts what she presses and types into. */
export async function open(options) {
  const opened = await openPage(browser, [gateway.issuer, meeting.origin, chat.origin, provider.issuer], options);
  const { page } = opened;
  const effort = { clicks: 0, fields: 0 };
  return {
    ...opened, effort,
    async press(selector) { ++effort.clicks; await page.click(selector); },
    async type(selector, text) { ++effort.fields; await page.fill(selector, text); },
  };
}

export const kOpen = 'form[action="/rooms"] button[type=submit]';
export const kStart = 'form.start-meeting button[type=submit]';
export const kIn = '#who[data-state=in]';

export const names = (prefix) => gateway.redis.names().filter((name) => name.startsWith(prefix));

/** A picture, nothing beyond the edge, and nothing that axe-core objects to. */
export async function examined(page, name) {
  await look(page, `rooms-${name}`);
  await fits(page, name);
  await examine(page, name);
}

/** From the address page to being logged in, by a code. */
export async function logIn(person, address, seen = async () => {}) {
  await person.type('#address', address);
  await seen('address');
  await person.press('form[action="/login"] button[type=submit]');
  await person.page.waitForSelector('#code');
  await person.type('#code', await gateway.mailbox.codeFor(address));
  await person.press('form[action="/login/code"] button[type=submit]');
}

/** Logged in, and at the page of a new room. */
export async function openRoom(person, address, title = '') {
  await person.page.goto(`${gateway.issuer}/`);
  if (title) await person.page.fill('#title', title);
  await person.press(kOpen);
  if (address) await logIn(person, address);
  await person.page.waitForSelector('#room-link');
  return { link: await person.page.inputValue('#room-link'), path: new URL(person.page.url()).pathname };
}

export const phone = { width: 360, height: 740 };
export const desktop = { width: 1280, height: 900 };
