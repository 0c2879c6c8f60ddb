// Two nodes on one Redis: one with an old ring, one with a wrong clock, one that was stopped for a while. Nobody gets
// another pseudonym, and nobody is made twice.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Balancer, Node, clockAhead } from './harness/cluster.mjs';
import { Gateway, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { pause, until } from './harness/process.mjs';
import { Service } from './harness/service.mjs';

const chat = new Service('chat');
let gateway;
let balancer;
let a;
let b;

before(async () => {
  await chat.listen();
  gateway = new Gateway({ clients: [chat.registration()] });
  gateway.initEnvironment = clockAhead(-3600);  // the ring is not younger than a clock that is behind
  await gateway.start();
  await gateway.program.stop();  // its port is the balancer's now
  balancer = new Balancer(gateway.port);
  await balancer.listen();
  [a, b] = [new Node(gateway, 'a'), new Node(gateway, 'b')];
  await Promise.all([a.start(), b.start()]);
  await balancer.leadTo(a, b);
  await chat.discover(gateway.issuer, secretOf(chat.id));
});

after(async () => {
  await Promise.all([a?.stop(), b?.stop()]);
  await balancer?.stop();
  await chat.stop();
  await gateway?.stop();
});

/** The pseudonym, or the status of the page that stopped her. */
async function logIn(address, person = new Person()) {
  const before = chat.logins.length;
  let page;
  try {
    page = await person.logIn(`${chat.origin}/login`, address, gateway.mailbox);
  } catch (error) {
    return `error: ${error.message}`;
  }
  return chat.logins.length > before ? chat.logins.at(-1).claims.sub : page.status;
}

/** The address and the mail by one node, the code by the other: one that does not know the hour sends no mail. */
async function logInBy(first, last, address) {
  const person = new Person();
  const before = chat.logins.length;
  await balancer.leadTo(first);
  const codePage = await person.submit(await person.visit(`${chat.origin}/login`), { address });
  const code = await gateway.mailbox.codeFor(address);
  await balancer.leadTo(last);
  const page = await person.submit(codePage, { code });
  return chat.logins.length > before ? chat.logins.at(-1).claims.sub : page.status;
}

const subject = /^[a-z2-7]{52}$/;
const people = () => gateway.redis.names().filter((name) => name.startsWith('pe:')).length;
const records = () => gateway.redis.names().filter((name) => name.startsWith('node:')).sort();
const recordOf = (name) => JSON.parse(gateway.redis.command('GET', name).toString());

test('each tells of itself, and leaves when it stops', async () => {
  await until('two records', () => records().length === 2, 30_000);
  for (const name of records()) {
    const record = recordOf(name);
    assert.match(record.version, /\S/);
    assert.equal(record.not_ready, '');
    assert.match(record.audit_head, /^\d+:[0-9a-f]{64}$/);
    assert.match(record.primaries.pseudonym, /^pseudonym-/);
    assert.ok(Math.abs(record.clock_ahead_ms) < 1000);
    assert.ok(Number(gateway.redis.command('PTTL', name)) <= 30_000);
  }

  await b.stop();
  assert.equal(records().length, 1);
  await b.start();
  await until('two records', () => records().length === 2, 30_000);
});

test('a login may go by both of them, and both know her', async () => {
  await balancer.leadTo(a, b);
  const first = await logIn('beide@minbzk.nl');
  assert.match(first, subject);
  await balancer.leadTo(a);
  assert.equal(await logIn('beide@minbzk.nl'), first);
  await balancer.leadTo(b);
  assert.equal(await logIn('beide@minbzk.nl'), first);
});

for (const [what, clock] of [['ahead', 120], ['behind', -120]]) {
  test(`a clock that is two minutes ${what}: not ready, makes nobody, and says why`, async () => {
    await balancer.leadTo(a);
    const known = await logIn(`klok.${what}@minbzk.nl`);
    const fence = gateway.redis.command('GET', 'fence').toString();
    const before = people();
    await b.stop();
    await b.start({ clock });

    const { status, reasons } = await b.readiness();
    assert.equal(status, 503);
    assert.match(reasons[0], new RegExp(`this node's clock is 1[12]\\d s ${what === 'ahead' ? 'ahead of' : 'behind'} the store's`));
    await until('its record', () => records().some((name) => recordOf(name).not_ready.includes('clock')));
    assert.equal(await logInBy(a, b, `klok.${what}@minbzk.nl`), 503);
    assert.equal(await logInBy(a, b, `nieuw.${what}@minbzk.nl`), 503);
    assert.equal(people(), before);
    assert.equal(gateway.redis.command('GET', 'fence').toString(), fence, 'the fence is where it was');
    await balancer.leadTo(a);
    assert.equal(await logIn(`klok.${what}@minbzk.nl`), known);

    await b.stop();
    await b.start();
    await balancer.leadTo(b);
    assert.equal(await logIn(`klok.${what}@minbzk.nl`), known);
  });
}

test('a ring older than the fence: not ready, makes nobody, and says why', async () => {
  await balancer.leadTo(a);
  const known = await logIn('hek@minbzk.nl');
  const before = people();
  const fence = gateway.redis.command('GET', 'fence').toString().trim();
  gateway.redis.command('SET', 'fence', `${Number.parseInt(fence) + 1}`);  // as a node with a newer ring does

  const { status, reasons } = await a.readiness();
  assert.equal(status, 503);
  assert.match(reasons[0], /key ring is older/);
  assert.equal(await logIn('hek@minbzk.nl'), 503);
  assert.equal(await logIn('hek.nieuw@minbzk.nl'), 503);
  assert.equal(people(), before);

  gateway.redis.command('SET', 'fence', fence);
  assert.equal((await a.readiness()).status, 200);
  assert.equal(await logIn('hek@minbzk.nl'), known);
});

test('stopped in the middle of logins while another key takes over: it makes and moves nobody, and goes on when it has the ring', async () => {
  await balancer.leadTo(b);
  const known = await logIn('stil@minbzk.nl');
  const halfWay = async (address) => {
    const person = new Person();
    const codePage = await person.submit(await person.visit(`${chat.origin}/login`), { address });
    return { person, codePage, code: await gateway.mailbox.codeFor(address) };
  };
  const [one, other] = [await halfWay('stil@minbzk.nl'), await halfWay('stil.nieuw@minbzk.nl')];
  const before = people();
  const logins = chat.logins.length;
  const fence = gateway.redis.command('GET', 'fence').toString().trim();

  b.program.signal('SIGSTOP');
  const answers = Promise.all([one, other].map(({ person, codePage, code }) => person.submit(codePage, { code })));
  await pause(2000);
  gateway.redis.command('SET', 'fence', `${Number.parseInt(fence) + 1}`);  // as a node with a newer ring does
  b.program.signal('SIGCONT');

  assert.deepEqual((await answers).map((page) => page.status), [503, 503]);
  assert.equal(chat.logins.length, logins);
  assert.equal(people(), before);
  assert.equal((await b.readiness()).status, 503);
  gateway.redis.command('SET', 'fence', fence);
  assert.equal(await logIn('stil@minbzk.nl'), known);
});
