// Promise 4, as Redis sees it: nothing is written without an end in the same command, nothing outlives its rule, and
// Redis' own file is written anew every day.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Gateway, binary, secretOf, tls } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { Program, until } from './harness/process.mjs';
import { Provider } from './harness/provider.mjs';
import { SamlProvider } from './harness/saml_provider.mjs';
import { Service } from './harness/service.mjs';

const chat = new Service('chat');
const wiki = new Service('wiki');
const provider = new Provider();
const samlProvider = new SamlProvider('fin');
let gateway;
let monitor;

before(async () => {
  await Promise.all([chat.listen(), wiki.listen(), provider.listen(), samlProvider.start()]);
  gateway = new Gateway({
    clients: [chat.registration(', id_token_alg: ES256'), wiki.registration(', id_token_alg: ES256')],
    connectors: [provider.connector('secret-provider').replace('id: az', 'id: bz'), samlProvider.connector()],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
    limits: '{ mail_per_address: 3, mail_per_ip: 200, logins_per_ip: 600 }',
  });
  writeFileSync(join(gateway.folder, 'secret-provider'), `${provider.clientSecret}\n`, { mode: 0o600 });
  gateway.allowlist = gateway.allowlist.replace(/(domain: minbuza\.nl,.*connectors: )\[mail\]/, '$1[bz]').replace(/(domain: minfin\.nl,.*connectors: )\[mail\]/, '$1[fin]');
  await gateway.redis.start();
  monitor = new Program('redis-cli', ['-s', gateway.redis.socket, 'monitor'], join(gateway.folder, 'monitor'));
  await until('MONITOR', () => seen().startsWith('OK'));
  gateway.redis.start = async () => {};  // it runs
  await gateway.start();
  await provider.start(`${gateway.issuer}/login/callback/bz`);
  await samlProvider.trust(gateway);
  await chat.discover(gateway.issuer, secretOf('chat'));
  await wiki.discover(gateway.issuer, secretOf('wiki'));
});

after(async () => {
  await monitor?.stop();
  await Promise.all([chat.stop(), wiki.stop(), provider.stop(), samlProvider.stop()]);
  await gateway?.stop();
});

const seen = () => readFileSync(join(gateway.folder, 'monitor'), 'utf8');

/** What Redis was told, as words; `isScript`: by a script of ours. */
function commands() {
  return seen().split('\n').filter((line) => / \[0 /.test(line)).map((line) => ({
    isScript: line.includes('[0 lua]'),
    words: [...line.slice(line.indexOf(']')).matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((each) => each[1]),
  }));
}

async function everyKindOfVisit() {
  const person = new Person();
  await person.logIn(`${chat.origin}/login`, 'anna@minbzk.nl', gateway.mailbox);
  await person.visit(`${wiki.origin}/login`);  // by her session
  await person.visit(`${gateway.issuer}/me`);
  await new Person().logIn(`${chat.origin}/login`, 'anna@minbzk.nl', gateway.mailbox);  // on another device

  const guesser = new Person();
  const codePage = await guesser.submit(await guesser.visit(`${chat.origin}/login`), { address: 'bert@minbzk.nl' });
  await guesser.submit(codePage, { code: '00000000' });

  const atProvider = new Person();
  provider.account = { sub: 'clara', claims: { email: 'clara@minbuza.nl', email_verified: true } };
  await atProvider.submit(await atProvider.visit(`${chat.origin}/login`), { address: 'clara@minbuza.nl' });

  const bySaml = new Person();
  await samlProvider.become({ uid: 'dirk', name: 'dirk', mail: 'dirk@minfin.nl' });
  const posting = await bySaml.submit(await bySaml.visit(`${chat.origin}/login`), { address: 'dirk@minfin.nl' });
  await bySaml.submit(posting, {});
}

const doctor = (...more) => spawnSync(binary, ['doctor', 'retention', '--config', gateway.configFile, ...more], { encoding: 'utf8' });

test('every command that writes gives the name an end, the fence aside', async () => {
  const logins = chat.logins.length + wiki.logins.length;
  await everyKindOfVisit();
  assert.equal(chat.logins.length + wiki.logins.length, logins + 5);

  const reads = ['GET', 'TIME', 'INFO', 'SCRIPT', 'CLIENT', 'HELLO', 'PING', 'SCAN', 'PTTL', 'EVALSHA', 'EVAL', 'MONITOR', 'WAIT', 'ROLE', 'BGREWRITEAOF', 'COMMAND'];
  const removals = ['GETDEL', 'DEL'];
  const written = new Set();
  const all = commands();
  all.forEach(({ isScript, words: [verb, name, ...rest] }, at) => {
    const what = [verb, name?.slice(0, 8), ...rest.map((word) => word.slice(0, 12))].join(' ');
    if (reads.includes(verb) || removals.includes(verb) || name === 'fence') return;
    written.add(name.slice(0, name.indexOf(':') + 1));
    if (verb === 'PEXPIRE') return assert.ok(Number(rest[0]) > 0, what);
    if (verb === 'INCR') {
      // A counter has its end from its first count.
      const isFirst = !all.slice(0, at).some((earlier) => earlier.words[0] === 'INCR' && earlier.words[1] === name);
      const next = all[at + 1];
      return assert.ok(isScript && (!isFirst || (next.isScript && next.words[0] === 'PEXPIRE' && next.words[1] === name)), what);
    }
    assert.equal(verb, 'SET', what);
    // KEEPTTL in a script alone, which has seen that the name is there.
    const end = rest.lastIndexOf('PX');
    assert.ok((end > 0 && Number(rest[end + 1]) > 0) || (isScript && rest.at(-1) === 'KEEPTTL'), what);
  });
  for (const kind of ['id:', 'pe:', 'se:', 'si:', 'co:', 'at:', 'seen:', 'rl:']) assert.ok(written.has(kind), `no ${kind} was written`);
});

test('the doctor finds every name within its rule, and says how long the longest of each kind lives', async () => {
  await until('the rewrite that was asked at the start', () => gateway.redis.names().includes('upkeep:rewritten'));
  const { status, stdout } = doctor('--json');

  const report = JSON.parse(stdout);
  assert.equal(status, 0, stdout);
  const kinds = Object.fromEntries(report.records.map((record) => [record.kind, record]));
  for (const kind of ['id:', 'pe:', 'se:', 'co:', 'at:', 'rl:', 'fence']) assert.ok(kinds[kind]?.names > 0, `${kind}: ${stdout}`);
  assert.ok(kinds['pe:'].longest_seconds > 89 * 86400 && kinds['pe:'].longest_seconds <= kinds['pe:'].limit_seconds);
  assert.ok(report.records.every(({ kind, without_end }) => kind === 'fence' || without_end === 0));
  for (const log of ['access log', 'audit log', 'append-only file']) assert.ok(report.findings.some(({ text }) => text.includes(log)), log);
});

for (const [what, words, reason] of [
  ['a name without an end', ['SET', 'pe:geheim', 'x'], /would stay for ever/],
  ['a name with too long a life', ['SET', 'at:geheim', 'x', 'EX', '301'], /at: an access token: .* at most 300 s is right/],
  ['a name of no known kind', ['SET', 'xx:geheim', 'x', 'EX', '5'], /xx: 1 name: of no kind/],
]) {
  test(`the doctor finds ${what}, and exits with 1`, () => {
    gateway.redis.command(...words);

    const { status, stdout } = doctor();

    gateway.redis.command('DEL', words[1]);
    assert.equal(status, 1, stdout);
    assert.match(stdout, reason);
    assert.ok(!stdout.includes('geheim'));
    assert.equal(doctor().status, 0);
  });
}

test('the doctor says that the store is away', async () => {
  const away = join(gateway.folder, 'away.yaml');
  writeFileSync(away, readFileSync(gateway.configFile, 'utf8').replace(gateway.redis.socket, `${gateway.redis.socket}.away`));

  const { status, stdout } = spawnSync(binary, ['doctor', 'retention', '--config', away], { encoding: 'utf8' });

  assert.equal(status, 1);
  assert.match(stdout, /bad/);
});

const rewrites = () => Number(/^aof_rewrites:(\d+)/m.exec(gateway.redis.command('INFO', 'persistence'))[1]);
const age = async () => Number(/^sluis_store_log_age_seconds (.+)$/m.exec(await gateway.metrics())[1]);

async function restart() {
  await gateway.program.stop();
  await gateway.run();
}

test('Redis is asked once a day to write its file anew, also when the gateway starts often', async () => {
  await until('the rewrite', () => rewrites() === 1);
  await until('its age', async () => await age() >= 0);

  await restart();

  await until('the age', async () => await age() >= 0);
  assert.equal(rewrites(), 1);
  gateway.redis.command('DEL', 'upkeep:asked');  // a day later
  await restart();
  await until('the second rewrite', () => rewrites() === 2);
});

test('a rewrite that fails does not count: it is said, the doctor exits with 1, and it is asked again within the hour', async () => {
  const redis = (...words) => gateway.redis.command(...words).toString().trim();
  const before = redis('GET', 'upkeep:rewritten');
  assert.equal(doctor().status, 0);
  redis('CONFIG', 'SET', 'rdb-key-save-delay', '1000000');  // microseconds for each name: long enough to be found
  redis('DEL', 'upkeep:asked');
  await restart();
  const child = await until('the rewrite', () => spawnSync('pgrep', ['-P', gateway.redis.program.pid], { encoding: 'utf8' }).stdout.trim());

  process.kill(Number(child), 'SIGKILL');

  await until('the complaint', () => gateway.log().includes('did not write its append-only file anew'));
  assert.equal(redis('GET', 'upkeep:rewritten'), before);
  assert.ok(Number(redis('PTTL', 'upkeep:asked')) <= 3_600_000);
  const { status, stdout } = doctor();
  assert.equal(status, 1);
  assert.match(stdout, /could not write its append-only file anew/);

  redis('CONFIG', 'SET', 'rdb-key-save-delay', '0');
  redis('DEL', 'upkeep:asked');  // an hour later
  await restart();
  await until('the repair', () => redis('GET', 'upkeep:rewritten') > before);
  assert.equal(doctor().status, 0);
});

test('a Redis user that may not ask for it: a clear line, and the gateway runs', async () => {
  gateway.redis.command('ACL', 'SETUSER', 'default', '-bgrewriteaof');
  gateway.redis.command('DEL', 'upkeep:asked');
  const log = gateway.log().length;

  await restart();

  await until('the complaint', () => gateway.log().slice(log).includes('did not write its append-only file anew'));
  await until('the event', () => gateway.log().slice(log).includes('"event":"rewrite_refused"'));
  gateway.redis.command('ACL', 'SETUSER', 'default', '+bgrewriteaof');
  assert.equal(await gateway.ready(), 200);
});

test('the audit log tells of start, stop, reload and another allowlist, and proves whole', async () => {
  const audit = (...words) => execFileSync(binary, ['audit', ...words, '--config', gateway.configFile], { encoding: 'utf8' });
  const reload = async () => {
    const length = gateway.log().length;
    gateway.program.signal('SIGHUP');
    await until('the reload', () => /"event":"reload/.test(gateway.log().slice(length)));
  };
  gateway.allowlist = gateway.allowlist.replace('minfin.nl', 'minfin.example');
  gateway.writeConfig();
  await reload();
  writeFileSync(join(gateway.folder, 'allowlist.yaml'), 'domains: [');
  await reload();
  gateway.writeConfig();
  await gateway.program.stop();
  await gateway.run();

  const lines = await until('the lines', () => {
    const all = audit('list', '--json').trim().split('\n').map((line) => JSON.parse(line));
    return all.at(-1).action === 'gateway.start' && all;
  });
  assert.deepEqual(lines.slice(-5).map(({ action, result }) => `${action} ${result}`),
    ['gateway.reload done', 'allowlist.change done', 'gateway.reload refused', 'gateway.stop done', 'gateway.start done']);
  const change = lines.find(({ action }) => action === 'allowlist.change');
  assert.match(change.details.before, /^[0-9a-f]{64}$/);
  assert.notEqual(change.details.before, change.details.after);
  assert.ok(!/minfin|minbzk|@/.test(JSON.stringify(lines)));
  const verdict = audit('verify');
  assert.match(verdict, /whole/);
  const { head } = JSON.parse(audit('verify', '--json'));
  assert.match(audit('verify', '--head', head), /whole/);
  // Its end cut off: the heartbeat knows better, without anybody's note.
  await until('the heartbeat', () => JSON.parse(audit('verify', '--json')).heads_in_store === 1);
  const log = join(gateway.folder, 'audit.jsonl');
  const file = readFileSync(log, 'utf8');
  await until('the newest head', () => gateway.redis.command('GET', 'node:1').toString().includes(head));
  writeFileSync(log, `${file.trimEnd().split('\n').slice(0, -1).join('\n')}\n`);
  const cut = spawnSync(binary, ['audit', 'verify', '--config', gateway.configFile], { encoding: 'utf8' });
  writeFileSync(log, file);
  assert.equal(cut.status, 1);
  assert.match(cut.stdout, /its end was cut off/);
  const [number, hash] = head.split(':');
  const ahead = spawnSync(binary, ['audit', 'verify', '--head', `${Number(number) + 1}:${hash}`, '--config', gateway.configFile], { encoding: 'utf8' });
  assert.equal(ahead.status, 1);
  assert.match(ahead.stdout, /its end was cut off/);
});

test('an access log file of long ago goes, and leaves a line in the audit log', async () => {
  const old = join(gateway.folder, 'access-2025-01-01.jsonl.gz');
  execFileSync('sh', ['-c', `printf '{"time":"2025-01-01T10:00:00.000Z"}\\n' | gzip > "${old}"`]);
  await restart();

  const line = await until('the deletion', () => {
    const lines = execFileSync(binary, ['audit', 'list', '--action', 'access_log', '--json', '--config', gateway.configFile], { encoding: 'utf8' });
    return lines && JSON.parse(lines.trim().split('\n').at(-1));
  });
  assert.equal(line.object, 'access-2025-01-01.jsonl.gz');
  assert.equal(line.details.lines, '1');
  assert.equal(line.details.last, '2025-01-01T10:00:00.000Z');
  assert.throws(() => readFileSync(old));
});
