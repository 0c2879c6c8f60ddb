// What is down is said to be down, and comes back by itself.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { connect } from 'node:tls';
import { Gateway, binary, secretOf } from './harness/gateway.mjs';
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

test('Redis stopped in the middle of a login: a 503 page, discovery answers, readiness is false, recovery by itself', async () => {
  const person = new Person();
  const addressPage = await person.visit(`${service.origin}/login`);
  const codePage = await person.submit(addressPage, { address: 'storing@minbzk.nl' });
  const code = await gateway.mailbox.codeFor('storing@minbzk.nl');
  await gateway.redis.stop('SIGKILL');

  const down = await person.submit(codePage, { code });
  assert.equal(down.status, 503);
  assert.ok(down.headers.get('retry-after'));
  assert.match(down.body, /<h1/);
  assert.equal((await fetch(`${gateway.issuer}/.well-known/openid-configuration`)).status, 200);
  assert.equal((await fetch(`${gateway.issuer}/jwks`)).status, 200);
  assert.equal(await gateway.ready(), 503);
  assert.equal((await fetch(`${gateway.operate}/health/live`)).status, 200);

  await gateway.redis.start();
  await until('readiness', async () => (await gateway.ready()) === 200);
  const logins = service.logins.length;
  const retried = await until('the store in each worker', async () => {
    const page = await person.submit(codePage, { code });
    return page.status === 503 ? null : page;
  });
  assert.equal(service.logins.length, logins + 1, retried.body);
});

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
  const still = await person.submit(await person.visit(`${service.origin}/login`), { address: 'x@minaz.nl' });
  assert.ok(still.body.includes('name="code"'), 'the old allowlist stays');

  writeFileSync(file, 'domains:\n  - { domain: minbzk.nl, organisation: "BZK", connectors: [mail] }\n');
  gateway.program.signal('SIGHUP');
  await until('the reload', () => /"reload"/.test(gateway.log()));
  const other = new Person();
  const refused = await until('the new allowlist in each worker', async () => {
    const page = await other.submit(await other.visit(`${service.origin}/login`), { address: 'x@minaz.nl' });
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
  writeFileSync(file, `${readFileSync(gateway.configFile, 'utf8')}
  - { id: second, type: oidc, name: "Tweede", sector: chat, redirect_uris: [ "https://second.example/cb" ], secret_file: secret-chat }
unknown_key: 1
`);
  const { status, stdout } = spawnSync(binary, ['check', '--config', file], { encoding: 'utf8' });

  assert.equal(status, 1);
  assert.match(stdout, /broken\.yaml:\d+: warning: .*sector/);
  assert.match(stdout, /broken\.yaml:\d+: error: unknown key 'unknown_key'/);
  assert.equal(spawnSync(binary, ['check', '--config', gateway.configFile]).status, 0);
});

test('allowlist test says the decision and the rule, and never the local part', () => {
  const admitted = execFileSync(binary, ['allowlist', 'test', '--config', gateway.configFile, 'geheim.persoon@minvenj.nl'], { encoding: 'utf8' });
  const refused = spawnSync(binary, ['allowlist', 'test', '--config', gateway.configFile, 'geheim.persoon@evil-minbzk.nl'], { encoding: 'utf8' });

  assert.match(admitted, /minjenv\.nl/);
  assert.equal(refused.status, 1);
  assert.ok(!(admitted + refused.stdout).includes('geheim'));
});
