// A backup of Redis that is put back brings the forgotten back; `store replay-erasures` makes the store forget them again.

import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Gateway, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { Service } from './harness/service.mjs';

const chat = new Service('chat');
let gateway;

before(async () => {
  await chat.listen();
  gateway = await new Gateway({ clients: [chat.registration()] }).start();
  await chat.discover(gateway.issuer, secretOf(chat.id));
});

after(async () => {
  await chat.stop();
  await gateway?.stop();
});

async function logIn(address, person = new Person()) {
  const before = chat.logins.length;
  const page = await person.logIn(`${chat.origin}/login`, address, gateway.mailbox);
  assert.equal(chat.logins.length, before + 1, `no login: ${page.status} ${page.body.slice(0, 400)} ${chat.lastError}`);
  return chat.logins.at(-1);
}

async function forget(person) {
  const done = await person.submit(await person.visit(`${gateway.issuer}/me/forget`), {});
  assert.equal(done.status, 200);
}

/** Whether this browser comes to the service without being asked anything, and as whom. */
async function byItsSession(person) {
  const before = chat.logins.length;
  await person.visit(`${chat.origin}/login`);
  return chat.logins.length > before ? chat.logins.at(-1).claims.sub : null;
}

const userinfo = async (login) =>
  (await fetch(`${gateway.issuer}/userinfo`, { headers: { authorization: `Bearer ${login.tokens.access_token}` } })).status;

const kinds = {
  aof: {
    save: (folder, to) => cpSync(join(folder, 'appendonlydir'), to, { recursive: true }),
    putBack: (folder, from) => {
      rmSync(join(folder, 'appendonlydir'), { recursive: true });
      cpSync(from, join(folder, 'appendonlydir'), { recursive: true });
    },
    options: [],
  },
  rdb: {
    save: (folder, to) => {
      gateway.redis.command('SAVE');
      cpSync(join(folder, 'dump.rdb'), to);
    },
    putBack: (folder, from) => {
      rmSync(join(folder, 'appendonlydir'), { recursive: true });
      cpSync(from, join(folder, 'dump.rdb'));
    },
    options: ['--appendonly', 'no'],
  },
};

for (const [kind, { save, putBack, options }] of Object.entries(kinds)) {
  test(`a restored ${kind} revives her, and the replay ends that`, async () => {
    const { folder } = gateway.redis;
    const backup = join(gateway.folder, `backup-${kind}`);
    const atWork = new Person();
    const atHome = new Person();
    await logIn(`${kind}.anna@minbzk.nl`, atWork);
    const login = await logIn(`${kind}.anna@minbzk.nl`, atHome);
    const { sub } = await (await logIn(`${kind}.bea@minbzk.nl`)).claims;
    save(folder, backup);
    await forget(atWork);
    assert.equal(await byItsSession(atHome), null);

    await gateway.program.stop();
    await gateway.redis.stop();
    putBack(folder, backup);
    await gateway.redis.start(...options);
    await gateway.run();
    assert.equal(await byItsSession(atHome), login.claims.sub, 'the backup has her, and so has the store');
    assert.equal(await userinfo(login), 200);

    const first = gateway.command('store', 'replay-erasures', '--json');

    assert.equal(first.status, 0, first.stderr);
    const { erased_again: again, whole } = JSON.parse(first.stdout);
    assert.equal(again, 1);
    assert.equal(whole, true);
    assert.equal(await byItsSession(atHome), null, 'her session is dead');
    assert.equal(await userinfo(login), 401, 'her token is dead');
    assert.notEqual((await logIn(`${kind}.anna@minbzk.nl`)).claims.sub, login.claims.sub);
    assert.equal((await logIn(`${kind}.bea@minbzk.nl`)).claims.sub, sub, 'and nobody else is touched');

    const second = gateway.command('store', 'replay-erasures');
    assert.equal(second.status, 0);
    assert.match(second.stdout, /0 erased again/);
    assert.equal(gateway.command('audit', 'verify').status, 0);
  });
}

test('an erasure without its line is not done; a line without its erasure is enough for the replay', async () => {
  const log = join(gateway.folder, 'audit.jsonl');
  const whole = readFileSync(log);
  const person = new Person();
  const { claims } = await logIn('cora@minbzk.nl', person);
  const question = await person.visit(`${gateway.issuer}/me/forget`);
  const people = gateway.redis.names().filter((name) => name.startsWith('pe:')).sort();
  rmSync(log);
  mkdirSync(log);  // nobody can write there
  const refused = await person.submit(question, {});
  rmSync(log, { recursive: true });
  writeFileSync(log, whole, { mode: 0o600 });

  assert.equal(refused.status, 503);
  assert.deepEqual(gateway.redis.names().filter((name) => name.startsWith('pe:')).sort(), people);
  assert.equal(await byItsSession(person), claims.sub);

  // A crash in between: the log ends with what she asked.
  await forget(person);
  const gone = people.filter((name) => !gateway.redis.names().includes(name));
  assert.equal(gone.length, 1);
  const lines = readFileSync(log, 'utf8').split('\n');
  const asked = lines.findLastIndex((line) => line.includes('"person.forget.asked"'));
  const cut = join(gateway.folder, 'cut.jsonl');
  writeFileSync(cut, lines.slice(0, asked + 1).join('\n') + '\n');
  assert.ok(!lines.slice(0, asked + 1).some((line) => line.includes('"person.forget"') && line.includes(gone[0])));
  gateway.redis.command('SET', gone[0], 'as a backup has it', 'EX', '60');
  const replayed = gateway.command('store', 'replay-erasures', '--audit', cut, '--json');
  assert.equal(replayed.status, 0, replayed.stderr);
  assert.equal(JSON.parse(replayed.stdout).erased_again, 1);
});

test('a line that names anything but a person removes nothing, and a log that is not whole is said', async () => {
  const log = join(gateway.folder, 'audit.jsonl');
  const whole = readFileSync(log);
  const names = gateway.redis.names().sort();
  appendFileSync(log, whole.toString().split('\n').find((line) => line.includes('person.forget')).replace(/pe:[^"]+/, 'fence') + '\n');

  const replayed = gateway.command('store', 'replay-erasures');

  assert.equal(replayed.status, 1);
  assert.match(replayed.stdout, /NOT whole/);
  assert.deepEqual(gateway.redis.names().sort(), names);
  writeFileSync(log, whole);
});

test('a log that is not there, and a store that is away, are said', async () => {
  const missing = gateway.command('store', 'replay-erasures', '--audit', join(gateway.folder, 'nowhere.jsonl'));
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /nowhere\.jsonl/);

  await gateway.redis.stop();
  const away = gateway.command('store', 'replay-erasures');
  assert.equal(away.status, 1);
  assert.match(away.stderr, /^error: /);
  await gateway.redis.start('--appendonly', 'no');
});
