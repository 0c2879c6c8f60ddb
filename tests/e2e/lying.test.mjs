// A provider that lies, over the wire to the real binary (docs/lying-provider.md): each lie is refused, the log names the
// refusal, she sees its page in her language, and there is no session and no login.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Gateway, secretOf, tls } from './harness/gateway.mjs';
import { lies, pages } from './harness/lies.mjs';
import { LyingProvider } from './harness/lying_provider.mjs';
import { Person } from './harness/person.mjs';
import { until } from './harness/process.mjs';
import { Service } from './harness/service.mjs';

const kDeadline = 8_000;  // 5 s for an exchange with a provider, and what a busy machine needs
const languages = ['nl', 'en'];
const organisations = {
  az: { nl: 'Algemene Zaken', en: 'General Affairs' },
  bz: { nl: 'Buitenlandse Zaken', en: 'Foreign Affairs' },
  fin: { nl: 'Financiën', en: 'Finance' },
  ez: { nl: 'Economische Zaken', en: 'Economic Affairs' },
};
const service = new Service('chat');
const provider = new LyingProvider();
let gateway;

before(async () => {
  await service.listen();
  await provider.listen();
  gateway = new Gateway({
    clients: [service.registration(', id_token_alg: ES256')],
    connectors: Object.entries(organisations).map(([id, name]) => provider.connector(id, name, 'secret-provider')),
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  });
  writeFileSync(join(gateway.folder, 'secret-provider'), 'secret-of-the-liar-0123456789abcdef\n', { mode: 0o600 });
  gateway.allowlist = `domains:\n${Object.entries({ az: 'minaz', bz: 'minbuza', fin: 'minfin', ez: 'minezk' })
    .map(([id, domain]) => `  - { domain: ${domain}.nl, organisation: "${organisations[id].nl}", connectors: [${id}] }`).join('\n')}\n`
    + '  - { domain: minbzk.nl, organisation: "Binnenlandse Zaken", connectors: [mail] }\n';
  await gateway.start();
  await service.discover(gateway.issuer, secretOf('chat'));
});

beforeEach(() => {
  provider.tellTheTruth();
  provider.asked = [];
});

after(async () => {
  await service.stop();
  await provider.stop();
  await gateway?.stop();
});

/** The page on which it ends. */
async function logIn(person = new Person(), address = 'j.devries@minaz.nl') {
  return person.submit(await person.visit(`${service.origin}/login`), { address });
}

/** The line of the log that belongs to a page. */
function lineOf(page) {
  const reference = page.body.match(/<code>([a-z2-7]{16})<\/code>/)?.[1];
  assert.ok(reference, `a reference: ${page.status} ${page.body.slice(0, 500)}`);
  return until('the line of the log', () => gateway.log().split('\n').filter((line) => line.includes(reference) && line.startsWith('{')).map(JSON.parse)[0]);
}

async function assertRefused(page, language, [refusal, stem], connector) {
  const expected = pages[stem];
  assert.equal(page.url.origin, gateway.issuer);
  const line = await lineOf(page);
  if (refusal === 'unavailable') assert.equal(line.event, 'unavailable');
  else assert.deepEqual([line.event, line.refusal], ['refused', refusal]);
  if (connector) assert.equal(line.connector, connector);
  assert.equal(page.status, expected.status);
  assert.ok(page.body.includes(expected[language]), `${expected[language]}: ${page.body.slice(0, 1500)}`);
  assert.match(page.body, new RegExp(`<html lang="${language}"`));
  assert.ok(!page.body.includes('j.devries'), 'an address on the page');
  if (stem === 'unavailable') {
    assert.ok(page.headers.get('retry-after'));
    if (connector) assert.ok(page.body.includes(organisations[connector][language]), 'it names the organisation');
  }
}

/** Both languages at once, each refused. */
async function assertBothRefused(expected, connector, logInAs) {
  const logins = service.logins.length;
  const from = Date.now();
  await Promise.all(languages.map(async (language) => {
    const person = new Person({ language });
    const page = await logInAs(person);
    await assertRefused(page, language, expected, connector);
    assert.ok(!person.cookies.get(new URL(gateway.issuer).host)?.has('__Host-session'), 'a session');
  }));
  assert.ok(Date.now() - from < kDeadline, `it took ${Date.now() - from} ms`);
  assert.equal(service.logins.length, logins);
}

test('the truth is believed', async () => {
  const page = await logIn();

  assert.equal(service.logins.length, 1, page.body.slice(0, 800));
  assert.ok(provider.asked.includes('POST /az/token'));
});

for (const [what, refusal, stem, lie] of lies) {
  test(`refused: ${what}`, async () => {
    provider.tell(lie());
    const connector = refusal === 'flow_unknown' || what === 'two codes' ? undefined : 'az';

    await assertBothRefused([refusal, stem], connector, (person) => logIn(person));

    provider.letGo();
    assert.ok(!provider.asked.includes('POST /bz/token'), 'no redirect was followed');
  });
}

test('every lie is counted under its refusal', async () => {
  const count = async () => Number((await gateway.metrics()).match(/^sluis_refusals_total\{refusal="id_token_nonce",client="chat"\} (\d+)$/m)[1]);
  const before = await count();
  provider.tell({ claims: { nonce: 'another' } });
  await logIn();

  assert.equal(await count(), before + 1);
});

test('refused: metadata that names another issuer', async () => {
  const renamed = { ...provider.metadata('ez'), issuer: provider.issuer('EZ') };
  provider.tell({ instead: { 'ez/.well-known/openid-configuration': (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(renamed)) } });

  await assertBothRefused(['issuer_mismatch', 'provider_proof'], 'ez', (person) => logIn(person, 'j.devries@minezk.nl'));
});

for (const [what, answer] of [
  ['a redirect', (response) => response.writeHead(302, { location: `${provider.issuer('az')}/.well-known/openid-configuration` }).end()],
  ['2 MB', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(`{"issuer":"${'a'.repeat(2_000_000)}"}`)],
  ['nothing', (response) => provider.hold(response)],
]) {
  test(`refused: ${what} instead of metadata`, async () => {
    provider.tell({ instead: { 'fin/.well-known/openid-configuration': answer } });

    await assertBothRefused(['unavailable', 'unavailable'], 'fin', (person) => logIn(person, 'j.devries@minfin.nl'));

    provider.letGo();
    assert.ok(!provider.asked.some((line) => line.includes('/az/')), 'no redirect was followed');
  });
}

// RFC 9700 §4.4: the mix-up. She leaves for one provider, and another one answers.

const atOwnCallback = (back, id) => back.pathname === `/login/callback/${id}`;

test('mix-up: she leaves for one provider, which sends her on to another, and that one answers at its own address', async () => {
  provider.tell({
    callback: (back, asked) => {
      if (!atOwnCallback(back, 'az')) return back;
      const onwards = new URL(`${provider.issuer('bz')}/authorize`);
      for (const name of ['response_type', 'scope', 'state', 'nonce', 'code_challenge', 'code_challenge_method']) onwards.searchParams.set(name, asked.get(name));
      onwards.searchParams.set('client_id', 'sluis-bz');
      onwards.searchParams.set('redirect_uri', `${gateway.issuer}/login/callback/bz`);
      return onwards;
    },
    person: () => ({ sub: 'employee-1', email: 'j.devries@minbuza.nl' }),
  });

  await assertBothRefused(['issuer_mismatch', 'provider_proof'], 'az', (person) => logIn(person));

  assert.ok(provider.asked.some((line) => line.includes('/bz/authorize')));
  assert.ok(!provider.asked.some((line) => line.startsWith('POST')), 'the code of neither is shown to anybody');
});

test('mix-up: another provider answers at the address of the one that she left for', async () => {
  provider.tell({ callback: (back) => back.searchParams.set('iss', provider.issuer('bz')) });

  await assertBothRefused(['issuer_mismatch', 'provider_proof'], 'az', (person) => logIn(person));

  assert.ok(!provider.asked.some((line) => line.startsWith('POST')));
});

test("mix-up: the code of one is delivered to the other's address", async () => {
  provider.tell({ callback: (back) => { back.pathname = '/login/callback/bz'; } });

  await assertBothRefused(['issuer_mismatch', 'provider_proof'], 'az', (person) => logIn(person));

  assert.ok(!provider.asked.some((line) => line.startsWith('POST')));
});

/** She has been at her provider, and has not opened the address that it sends her back to. */
async function cameBack(person) {
  const page = await person.submit(await person.visit(`${service.origin}/login`), { address: 'j.devries@minaz.nl' },
    { stopsBefore: (next) => next.pathname === '/login/callback/az' });
  assert.ok(page.next, page.body.slice(0, 500));
  return page.next;
}

test("refused: another browser's callback, which is still good in her own", async () => {
  const her = new Person();
  const hers = await cameBack(her);

  await assertBothRefused(['flow_unknown', 'flow_unknown'], undefined, (person) => person.visit(hers));

  assert.ok(!provider.asked.some((line) => line.startsWith('POST')));
  const logins = service.logins.length;
  await her.visit(hers);
  assert.equal(service.logins.length, logins + 1);
});

test("refused: another browser's callback in a browser that has a flow of its own", async () => {
  const hers = await cameBack(new Person());

  await assertBothRefused(['flow_unknown', 'flow_unknown'], undefined, async (person) => {
    await cameBack(person);
    return person.visit(hers);
  });
});

test('a callback that comes a second time logs nobody in, after a good login and after a refused one', async () => {
  for (const lie of [{}, { claims: { nonce: 'another' } }]) {
    for (const language of languages) {
      const person = new Person({ language });
      const hers = await cameBack(person);
      provider.tell(lie);
      await person.visit(hers);
      person.cookies.get(new URL(gateway.issuer).host).delete('__Host-session');
      provider.tellTheTruth();
      provider.asked = [];
      const logins = service.logins.length;

      const replayed = await person.visit(hers);

      assert.equal(service.logins.length, logins);
      assert.ok(!person.cookies.get(new URL(gateway.issuer).host).has('__Host-session'));
      assert.ok(replayed.body.includes('name="address"'), `she may begin again: ${JSON.stringify(lie)} ${replayed.status} ${replayed.url} ${replayed.body}`);
      assert.match(replayed.body, new RegExp(`<html lang="${language}"`));
      assert.ok(!provider.asked.some((line) => line.startsWith('POST')), 'the code is not used again');
    }
  }
});

test('refused: forged flow cookies', async () => {
  const forgeries = [
    (value) => `${value.slice(0, 40)}${value[40] === 'A' ? 'B' : 'A'}${value.slice(41)}`,
    (value) => 'A'.repeat(value.length),
    (value) => value.slice(0, -4),
    () => '',
  ];
  for (const forge of forgeries) {
    await assertBothRefused(['flow_unknown', 'flow_unknown'], undefined, async (person) => {
      const hers = await cameBack(person);
      const jar = person.cookies.get(new URL(gateway.issuer).host);
      const names = [...jar.keys()].filter((name) => name.startsWith('__Host-flow-'));
      assert.equal(names.length, 1);
      jar.set(names[0], forge(jar.get(names[0])));
      return person.visit(hers);
    });
  }
});

test('refused: the cookie of another flow under the name of this one', async () => {
  await assertBothRefused(['flow_unknown', 'flow_unknown'], undefined, async (person) => {
    await cameBack(person);
    const jar = person.cookies.get(new URL(gateway.issuer).host);
    const [first] = [...jar.keys()].filter((name) => name.startsWith('__Host-flow-'));
    const hers = await cameBack(person);
    const second = [...jar.keys()].find((name) => name.startsWith('__Host-flow-') && name !== first);
    jar.set(second, jar.get(first));
    return person.visit(hers);
  });
});
