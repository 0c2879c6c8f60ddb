// Chromium, as Debian has it, without a window, and what a person has of it: a language, a size, JavaScript on or off.
// Pictures go to build/e2e-artifacts, and axe-core looks at what is shown.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const sizes = [
  ['phone', { viewport: { width: 360, height: 740 } }],
  ['zoom', { viewport: { width: 320, height: 256 } }],
  ['dark', { colorScheme: 'dark' }],
  ['dark-phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
];

export const openBrowser = () => chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
});

/** Cookies and a page of somebody's own. `ours`: the origins that she may be sent to; every other one is a stranger. */
export async function openPage(browser, ours, { locale = 'nl-NL', javaScriptEnabled = true, viewport = { width: 1280, height: 900 }, colorScheme = 'light' } = {}) {
  const context = await browser.newContext({ locale, javaScriptEnabled, viewport, colorScheme, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const strangers = [];
  const complaints = [];
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (!ours.includes(origin) && origin !== 'null') strangers.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !/favicon|status of (4|5)\d\d/.test(message.text())) complaints.push(message.text());
  });
  return { context, page, strangers, complaints };
}

export async function look(page, name) {
  await page.screenshot({ path: join(process.env.SLUIS_E2E_ARTIFACTS, `${name}.png`), fullPage: true });
}

export async function examine(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  assert.deepEqual(violations.map((each) => `${name}: ${each.id}: ${each.nodes.map((node) => node.html).join(' | ')}`), []);
}

/** Nothing of the page is beyond the edge of the window. */
export async function fits(page, name) {
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= seen, `${name} scrolls sideways: ${wide} > ${seen}`);
}

/** With the keyboard alone. */
export async function tabTo(page, selector) {
  for (let presses = 0; presses < 30; ++presses) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${selector}`);
}

export async function showsFocus(page) {
  const style = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow);
  assert.ok(!/^nonenone$/.test(style), 'the focus shows');
}
