// What an operator sees: readiness, the log, the metrics page, the access log; and what she never sees.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Gateway, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { until } from './harness/process.mjs';
import { Service } from './harness/service.mjs';

const service = new Service('chat');
let gateway;

before(async () => {
  await service.listen();
  gateway = await new Gateway({ clients: [service.registration()] }).start();
  await service.discover(gateway.issuer, secretOf('chat'));
});

after(async () => {
  await service.stop();
  await gateway?.stop();
});

const logIn = (address) => new Person().logIn(`${service.origin}/login`, address, gateway.mailbox);

/** A counter of the metrics page; 0 while it does not stand there. */
async function counted(series) {
  const line = (await gateway.metrics()).split('\n').find((each) => each.startsWith(`${series} `));
  return line ? Number(line.slice(series.length)) : 0;
}

/** The lines that the log grew by, up to a reload that is asked for now: no line comes late. */
async function linesSince(length) {
  const added = () => gateway.log().slice(length).split('\n').filter(Boolean);
  gateway.program.signal('SIGHUP');
  await until('the reload', () => added().some((line) => line.includes('"event":"reload"')));
  return added().filter((line) => !line.includes('"event":"reload"'));
}

test('a key ring older than the fence: not ready, with the reason, and 503 instead of strangers', async () => {
  gateway.redis.command('SET', 'fence', '99');

  const health = await fetch(`${gateway.operate}/health/ready`);
  const { ready, reasons } = await health.json();
  assert.equal(health.status, 503);
  assert.equal(ready, false);
  assert.match(reasons.join(), /the key ring is older/);
  const logins = service.logins.length;
  const page = await logIn('hek@minbzk.nl');
  assert.equal(page.status, 503);
  assert.ok(page.headers.get('retry-after'));
  assert.match(page.body, /<h1/);
  assert.equal(service.logins.length, logins);

  gateway.redis.command('DEL', 'fence');
  assert.equal(await gateway.ready(), 200);
  await logIn('hek@minbzk.nl');
  assert.equal(service.logins.length, logins + 1);
});

test('no memory of the gateway ends in a file', () => {
  const limits = readFileSync(`/proc/${gateway.program.pid}/limits`, 'utf8');

  assert.match(limits, /^Max core file size\s+0\s+0\s+bytes/m);
});

test('one login is one line in the log, and the metrics page counts it with its mail and its token', async () => {
  const login = 'sluis_logins_total{connector="mail",client="chat"}';
  const mail = 'sluis_mails_total{result="sent"}';
  const token = 'sluis_tokens_issued_total{client="chat"}';
  const earlier = await Promise.all([login, mail, token].map(counted));
  const length = gateway.log().length;
  const logins = service.logins.length;
  await logIn('regel@minbzk.nl');
  assert.equal(service.logins.length, logins + 1);

  await until('the mail to be counted', async () => await counted(mail) > earlier[1]);
  const lines = await linesSince(length);
  assert.equal(lines.length, 1, lines.join('\n'));
  const line = JSON.parse(lines[0]);
  assert.equal(line.event, 'login');
  assert.equal(line.client, 'chat');
  assert.equal(line.connector, 'mail');
  assert.deepEqual(Object.keys(line).sort(), ['client', 'connector', 'duration_ms', 'event', 'level', 'request_id', 'time']);
  assert.deepEqual(await Promise.all([login, mail, token].map(counted)), earlier.map((count) => count + 1));
});

test('a line of the access log has a path and no query', async () => {
  const before = gateway.accessLog().length;
  await fetch(`${gateway.issuer}/logout?state=geheim-in-de-vraag`);
  await logIn('toegang@minbzk.nl');
  const added = () => gateway.accessLog().slice(before);
  await until('the access log', () => ['/logout', '/authorize', '/token', '/userinfo'].every((path) => added().includes(`"path":"${path}"`)));

  for (const line of added().trim().split('\n')) {
    const fields = JSON.parse(line);
    assert.deepEqual(Object.keys(fields).sort(), ['bytes', 'client', 'duration_us', 'method', 'path', 'request_id', 'status', 'time']);
    assert.ok(!/[?=]|geheim/.test(line), line);
  }
});
