// What is down is said to be down, and comes back by itself.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { connect } from 'node:tls';
import { Gateway, binary, secretOf, tls } from './harness/gateway.mjs';
import { LyingProvider } from './harness/lying_provider.mjs';
import { Person } from './harness/person.mjs';
import { until } from './harness/process.mjs';
import { Service } from './harness/service.mjs';

const service = new Service('chat');
const provider = new LyingProvider();
let gateway;

before(async () => {
  await service.listen();
  await provider.listen();
  gateway = new Gateway({
    clients: [service.registration()],
    connectors: [provider.connector('az', { nl: 'Algemene Zaken', en: 'General Affairs' }, 'secret-provider')],
    extra: `outbound: { ca: "${tls.ca}", allow_private: true }`,
  });
  writeFileSync(join(gateway.folder, 'secret-provider'), 'secret-of-the-provider-0123456789abcdef\n', { mode: 0o600 });
  gateway.allowlist = gateway.allowlist.replace(/(domain: minaz\.nl,.*connectors: )\[mail\]/, '$1[az]');
  await gateway.start();
  await service.discover(gateway.issuer, secretOf('chat'));
});

after(async () => {
  await service.stop();
  await provider.stop();
  await gateway?.stop();
});

// Redis dies, or only stands still: then what was asked of it is done after all when it goes on, and nobody hears of it.
const waysToStop = {
  killed: { stop: () => gateway.redis.stop('SIGKILL'), goOn: () => gateway.redis.start() },
  frozen: { stop: () => gateway.redis.program.signal('SIGSTOP'), goOn: () => gateway.redis.program.signal('SIGCONT') },
};

/** In front of the page that tells her, and what others see meanwhile. */
async function assertStoreIsMissed(page, language) {
  assert.equal(page.status, 503);
  assert.ok(page.headers.get('retry-after'));
  assert.ok(page.body.includes({ nl: 'Inloggen lukt nu even niet', en: 'You cannot log in right now' }[language]), page.body.slice(0, 800));
  assert.equal((await fetch(`${gateway.issuer}/.well-known/openid-configuration`)).status, 200);
  assert.equal((await fetch(`${gateway.issuer}/jwks`)).status, 200);
  assert.equal(await gateway.ready(), 503);
  assert.equal((await fetch(`${gateway.operate}/health/live`)).status, 200);
}

/** Each worker has a connection of its own, and notices for itself. */
async function recovered(goOn, retry) {
  await goOn();
  await until('readiness', async () => (await gateway.ready()) === 200);
  return until('the store in each worker', async () => {
    const page = await retry();
    return page.status === 503 ? null : page;
  });
}

for (const [how, { stop, goOn }] of Object.entries(waysToStop)) {
  for (const language of ['nl', 'en']) {
    test(`Redis ${how} before she sends her code, ${language}: a 503 page, and the same code is good when it is back`, async () => {
      const person = new Person({ language });
      const address = `storing.${how}.${language}@minbzk.nl`;
      const codePage = await person.submit(await person.visit(`${service.origin}/login`), { address });
      const code = await gateway.mailbox.codeFor(address);
      const logins = service.logins.length;
      await stop();

      const from = Date.now();
      const down = await person.submit(codePage, { code });
      const took = Date.now() - from;
      await assertStoreIsMissed(down, language);
      const page = await recovered(goOn, () => person.submit(codePage, { code }));

      assert.equal(service.logins.length, logins + 1, page.body);
      assert.ok(took < 3_000, `its page took ${took} ms`);
    });
  }

  test(`Redis ${how} while she is at her provider: she comes back to a 503 page, and in once it is back`, async () => {
    const person = new Person();
    const atProvider = await person.submit(await person.visit(`${service.origin}/login`), { address: 'j.devries@minaz.nl' },
      { stopsBefore: (next) => next.pathname === '/login/callback/az' });
    const logins = service.logins.length;
    await stop();

    await assertStoreIsMissed(await person.visit(atProvider.next), 'nl');
    let page = await recovered(goOn, () => person.visit(atProvider.next));
    // That she came back was written down after all, and counts: from her provider she comes once. Nothing else is lost.
    if (page.body.includes('name="address"')) page = await person.submit(page, { address: 'j.devries@minaz.nl' });

    assert.equal(service.logins.length, logins + 1, page.body);
  });

  test(`Redis ${how} before the service fetches its tokens: 503, and she is logged in without another question once it is back`, async () => {
    const person = new Person();
    const { next } = await person.submit(await person.visit(`${service.origin}/login`), { address: 'j.devries@minaz.nl' },
      { stopsBefore: (url) => url.origin === service.origin });
    const logins = service.logins.length;
    await stop();

    await assert.rejects(service.finish(next));
    const [status, headers] = service.wire.at(-1).split('\n');
    assert.equal(status, '503');
    assert.match(headers, /retry-after/);
    const page = await recovered(goOn, () => person.visit(how === 'killed' ? next : `${service.origin}/login`));

    assert.equal(service.logins.length, logins + 1, page.body);
  });
}

test('plain http answers with a redirect to the issuer and nothing else', async () => {
  const response = await fetch(`http://127.0.0.1:${gateway.plainPort}/authorize?x=1`, { redirect: 'manual', headers: { host: 'evil.example' } });

  assert.ok([301, 308].includes(response.status));
  assert.equal(response.headers.get('location'), `${gateway.issuer}/authorize?x=1`);
});

test('SIGHUP reloads a good configuration and refuses a broken one', async () => {
  const file = join(gateway.folder, 'allowlist.yaml');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, 'domains:\n  - { domain: minbzk.nl, organisation: "BZK", connectors: [nobody] }\n');
  gateway.program.signal('SIGHUP');
  await until('the refusal', () => gateway.log().includes('reload_failed'));
  const person = new Person();
  const still = await person.submit(await person.visit(`${service.origin}/login`), { address: 'x@minocw.nl' });
  assert.ok(still.body.includes('name="code"'), 'the old allowlist stays');

  writeFileSync(file, 'domains:\n  - { domain: minbzk.nl, organisation: "BZK", connectors: [mail] }\n');
  gateway.program.signal('SIGHUP');
  await until('the reload', () => /"reload"/.test(gateway.log()));
  const other = new Person();
  const refused = await until('the new allowlist in each worker', async () => {
    const page = await other.submit(await other.visit(`${service.origin}/login`), { address: 'x@minocw.nl' });
    return page.body.includes('name="code"') ? null : page;
  });
  assert.equal(refused.status, 400);
  writeFileSync(file, good);
  gateway.program.signal('SIGHUP');
});

test('SIGTERM finishes what is in flight and exits 0', async () => {
  const socket = connect({ host: 'localhost', port: gateway.port });
  await once(socket, 'secureConnect');
  const body = 'grant_type=authorization_code&code=nobodys';
  socket.write('POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n'
    + `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`);
  const [proceed] = await once(socket, 'data');
  assert.match(proceed.toString(), /^HTTP\/1\.1 100 /, 'the head has been read');
  socket.write(body.slice(0, 10));
  const answer = text(socket);

  gateway.program.signal('SIGTERM');
  await until('the door to close', () => fetch(`${gateway.issuer}/jwks`).then(() => false, () => true));
  assert.ok(gateway.program.isRunning, 'it waits for the half request');
  socket.write(body.slice(10));

  assert.match(await answer, /^HTTP\/1\.1 4\d\d [^]*"error":"invalid_/);
  assert.equal((await gateway.program.ended).code, 0);
  await gateway.run();
});

test('check reports every mistake with file and line, and a shared sector as a warning', () => {
  const file = join(gateway.folder, 'broken.yaml');
  const second = '  - { id: second, type: oidc, name: "Tweede", sector: chat, redirect_uris: [ "https://second.example/cb" ], secret_file: secret-chat }';
  writeFileSync(file, `${readFileSync(gateway.configFile, 'utf8').replace(/^clients:$/m, `clients:\n${second}`)}\nunknown_key: 1\n`);
  const { status, stdout } = spawnSync(binary, ['check', '--config', file], { encoding: 'utf8' });

  assert.equal(status, 1);
  assert.match(stdout, /broken\.yaml:\d+: warning: .*sector/);
  assert.match(stdout, /broken\.yaml:\d+: error: unknown key 'unknown_key'/);
  assert.equal(spawnSync(binary, ['check', '--config', gateway.configFile]).status, 0);
});

test('check warns where erasures could not be repeated', () => {
  const file = join(gateway.folder, 'no-audit.yaml');
  writeFileSync(file, readFileSync(gateway.configFile, 'utf8').replace(', audit: audit.jsonl', ''));
  const { status, stdout } = spawnSync(binary, ['check', '--config', file], { encoding: 'utf8' });

  assert.equal(status, 0);
  assert.match(stdout, /no-audit\.yaml: warning: logs\.audit is missing/);
});

test('allowlist test says the decision and the rule, and never the local part', () => {
  const admitted = execFileSync(binary, ['allowlist', 'test', '--config', gateway.configFile, 'geheim.persoon@minvenj.nl'], { encoding: 'utf8' });
  const refused = spawnSync(binary, ['allowlist', 'test', '--config', gateway.configFile, 'geheim.persoon@evil-minbzk.nl'], { encoding: 'utf8' });

  assert.match(admitted, /minjenv\.nl/);
  assert.equal(refused.status, 1);
  assert.ok(!(admitted + refused.stdout).includes('geheim'));
});
