// ./deploy/demo as a person uses it: start, open a room, log in with the code that the terminal shows, meet; Ctrl-C, start again.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { examine, fits, look, openBrowser, openPage } from './harness/browser.mjs';
import { Demo, state, stopAll } from './harness/demo.mjs';
import { hiddenFields } from './harness/person.mjs';
import { until } from './harness/process.mjs';
import { alterRing } from './harness/ring.mjs';

const redirect = 'http://127.0.0.1:5000/callback';

/** One request that trusts the certificate that the demo made. */
function ask(url, { cookies, form, method = form ? 'POST' : 'GET' } = {}) {
  const body = form ? new URLSearchParams(form).toString() : '';
  const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  if (form) Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length });
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ca: readFileSync(join(state, 'run', 'tls.pem')) }, (response) => {
      let text = '';
      response.on('data', (part) => { text += part; });
      response.on('end', () => {
        for (const cookie of response.headers['set-cookie'] ?? []) {
          const [name, ...value] = cookie.split(';')[0].split('=');
          cookies.set(name, value.join('='));
        }
        resolve({ status: response.statusCode, location: response.headers.location, body: text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

// Another person each run: three mails in a quarter of an hour are all that one address gets.
const address = `p${randomBytes(6).toString('hex')}@minbzk.nl`;

/** Types the address, reads the code in the terminal, types that. */
async function logIn(demo, cookies, location) {
  const { issuer } = demo;
  const page = await ask(new URL(location, issuer), { cookies });
  const shown = demo.text.length;
  const sent = await ask(`${issuer}/login`, { cookies, form: { ...hiddenFields(page.body), address } });
  assert.equal(sent.status, 303, sent.body);
  const code = await until('the code in the terminal', () => [...demo.text.slice(shown).matchAll(/\b(\d{4}) (\d{4})\b/g)].at(-1)?.slice(1).join(''));
  return ask(`${issuer}/login/code`, { cookies, form: { ...hiddenFields(page.body), code } });
}

/** As a person does: the start page, the button, the login, and what /me then says. */
async function whatIsKept(demo) {
  const cookies = new Map();
  const start = await ask(demo.issuer, { cookies });
  const me = start.body.match(/href="(\/me)"/)[1];
  let step = await ask(new URL(me, demo.issuer), { cookies });
  while (!step.location.startsWith('/login')) step = await ask(new URL(step.location, demo.issuer), { cookies });
  const done = await logIn(demo, cookies, step.location);
  assert.equal(done.status, 303);
  const page = await ask(`${demo.issuer}/me`, { cookies });
  assert.equal(page.status, 200);
  return page.body;
}

async function pseudonymOf(demo) {
  const cookies = new Map();
  const { issuer } = demo;
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';  // RFC 7636 appendix B
  const entered = await ask(`${issuer}/authorize?client_id=example&redirect_uri=${encodeURIComponent(redirect)}&response_type=code&scope=openid&state=s&code_challenge=${challenge}&code_challenge_method=S256`, { cookies });
  const done = await logIn(demo, cookies, entered.location);
  const back = new URL(done.body.match(/url=([^"]+)"/i)[1].replaceAll('&amp;', '&').replaceAll('&#x2F;', '/'));
  const secret = readFileSync(join(state, 'run', 'secret-example'), 'utf8').trim();
  const answer = await ask(`${issuer}/token`, {
    cookies: new Map(),
    form: { grant_type: 'authorization_code', code: back.searchParams.get('code'), redirect_uri: redirect, client_id: 'example', client_secret: secret, code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' },
  });
  return JSON.parse(Buffer.from(JSON.parse(answer.body).id_token.split('.')[1], 'base64url')).sub;
}

after(stopAll);

test('the demo runs, stops at Ctrl-C, and a second start is quick and keeps the pseudonym', async () => {
  const first = await new Demo().start();
  const kept = await whatIsKept(first);
  assert.match(kept, /Bewaard tot/);
  const until = new Date(Date.now() + 90 * 86_400_000).toLocaleDateString('nl-NL', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Amsterdam' });
  assert.ok(kept.includes(until), `kept until ${until}`);
  const sub = await pseudonymOf(first);
  await first.stop();
  await assert.rejects(ask(first.issuer, { cookies: new Map() }), 'nothing listens any more');

  // As if an earlier version had made the ring.
  const ring = join(state, 'run', 'keys.jwe');
  alterRing(ring, join(state, 'run', 'passphrase'), (all) => { all.keys = all.keys.filter((key) => key.purpose !== 'jitsi-sign'); });
  const second = await new Demo().start();
  const again = await pseudonymOf(second);
  await second.stop();

  assert.ok(!(first.text + second.text).includes(address), 'the terminal shows the code and no address');
  assert.match(sub, /^[a-z2-7]{52}$/);
  assert.equal(again, sub);
  assert.ok(second.seconds < 120, `the second start took ${second.seconds} s`);
});

test('it ends in a room: what Jitsi would have received, and what a guest sees', async () => {
  const demo = await new Demo().start();
  assert.ok(demo.text.includes('SLUIS_DEMO_JITSI='), 'how to have it lead to a real one');
  const chromium = await openBrowser();
  try {
    const { context, page, strangers, complaints } = await openPage(chromium, [demo.issuer, demo.meeting]);
    await page.goto(demo.issuer);
    await page.fill('#title', 'Overleg');
    await page.click('form[action="/rooms"] button[type=submit]');
    await page.fill('#address', `k${randomBytes(6).toString('hex')}@minbzk.nl`);
    const shown = demo.text.length;
    await page.keyboard.press('Enter');
    await page.waitForSelector('#code');
    await page.fill('#code', await until('the code in the terminal', () => [...demo.text.slice(shown).matchAll(/\b(\d{4}) (\d{4})\b/g)].at(-1)?.slice(1).join('')));
    await page.keyboard.press('Enter');
    await page.waitForSelector('#room-link');
    const link = await page.inputValue('#room-link');
    assert.ok(link.startsWith(`${demo.meeting}/`), link);
    await page.click('form.start-meeting button[type=submit]');
    await page.waitForSelector('#inside');
    assert.equal(page.url(), link, 'the token is not in the address any more');
    assert.match(await page.textContent('#role'), /Gastheer/);
    assert.match(await page.textContent('#id'), /^[a-z2-7]{52}/);
    assert.match(await page.textContent('#name'), /^[A-Z][a-z]+ [a-z]+/);
    await look(page, 'demo-meeting');
    await examine(page, 'the meeting');
    await fits(page, 'the meeting');

    const guest = await openPage(chromium, [demo.issuer, demo.meeting], { locale: 'en-GB', viewport: { width: 360, height: 740 } });
    await guest.page.goto(link);
    await guest.page.waitForSelector('#guest');
    await look(guest.page, 'demo-guest');
    await examine(guest.page, 'a guest');
    await guest.page.click('#host');
    await guest.page.waitForSelector('#address');
    assert.deepEqual([strangers, complaints, guest.strangers, guest.complaints], [[], [], [], []]);
    await guest.context.close();
    await context.close();
  } finally {
    await chromium.close();
    await demo.stop();
  }
});

test('with a Jitsi of one’s own it leads there, and starts no meeting', async () => {
  const demo = await new Demo().start({ SLUIS_DEMO_JITSI: 'https://meet.example.nl/' });
  try {
    const config = readFileSync(join(state, 'sluis.yaml'), 'utf8');
    assert.match(config, /base_url: "https:\/\/meet\.example\.nl", xmpp_domain: meet\.example\.nl/);
    assert.ok(demo.text.includes('https://meet.example.nl'));
    await assert.rejects(fetch(demo.meeting));
  } finally {
    await demo.stop();
  }
});
