// `sluis doctor` and `sluis check` as an operator calls them, against a real OpenID provider that is well, and then is not.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Gateway, binary, secretOf, tls } from './harness/gateway.mjs';
import { until } from './harness/process.mjs';
import { Provider } from './harness/provider.mjs';
import { Service } from './harness/service.mjs';

const service = new Service('chat');
const provider = new Provider();
const trusting = `outbound: { ca: "${tls.ca}", allow_private: true }`;
let gateway;
let redirectUri;

before(async () => {
  await service.listen();
  await provider.listen();
  gateway = new Gateway({ clients: [service.registration()], connectors: [provider.connector('secret-provider')], extra: trusting });
  gateway.allowlist = `domains:
  - { domain: minbzk.nl, organisation: "Binnenlandse Zaken", connectors: [mail] }
  - { domain: minaz.nl, organisation: "Algemene Zaken", connectors: [az] }
`;
  writeSecret(provider.clientSecret);
  await gateway.start();
  redirectUri = `${gateway.issuer}/login/callback/az`;
  await provider.start(redirectUri);
});

beforeEach(() => {
  gateway.connectors = [provider.connector('secret-provider')];
  gateway.extra = trusting;
  writeSecret(provider.clientSecret);
});

after(async () => {
  await service.stop();
  await provider.stop();
  await gateway?.stop();
});

function writeSecret(secret) { writeFileSync(join(gateway.folder, 'secret-provider'), `${secret}\n`, { mode: 0o600 }); }

/** The provider lives in this process, so nothing may wait for the other one. */
function sluis(...words) {
  gateway.writeConfig();
  return new Promise((resolve) => {
    execFile(binary, [...words, '--config', gateway.configFile], (error, out, complaints) => resolve({ exitCode: error?.code ?? 0, out, complaints }));
  });
}

/** What the doctor says, and that it gives nothing away. */
async function doctor(...words) {
  const { exitCode, out, complaints } = await sluis('doctor', ...words);
  for (const secret of [provider.clientSecret, secretOf('chat'), '\u001b']) assert.ok(!(out + complaints).includes(secret));
  return { exitCode, out };
}

test('all is well', async () => {
  const { exitCode, out } = await doctor('connector', 'az');

  assert.equal(exitCode, 0, out);
  for (const each of [
    /good {2}network {2}the provider is reached, and its certificate is good/,
    /good {2}theirs {3}the issuer is ours to the letter/,
    /good {2}theirs {3}they have keys for RS256/,
    /good {2}theirs {3}our clocks agree/,
    /good {2}ours {5}our credentials are accepted/,
    /good {2}theirs {3}the redirect URI is registered/,
    /good {2}ours {5}a domain of the allowlist leads to this connector: minaz\.nl/,
    /^0 bad, /m,
  ]) assert.match(out, each);
  assert.ok(out.includes(redirectUri));
});

test('in JSON', async () => {
  const { exitCode, out } = await doctor('connector', 'az', '--json');
  const report = JSON.parse(out);

  assert.equal(exitCode, 0);
  assert.equal(report.patient, 'connector az');
  assert.equal(report.bad, 0);
  assert.ok(report.findings.every(({ level, side, text }) => ['good', 'note'].includes(level) && ['ours', 'theirs', 'network'].includes(side) && text));
});

test('a wrong secret: our side', async () => {
  writeSecret('not-the-secret');
  const { exitCode, out } = await doctor('connector', 'az');

  assert.equal(exitCode, 1);
  assert.match(out, /bad {3}ours {5}our credentials are not accepted/);
  assert.match(out, /^1 bad, /m);
});

test('an issuer with a slash too many: the difference is named, and the rest is looked at', async () => {
  gateway.connectors = [provider.connector('secret-provider').replace(`issuer: "${provider.issuer}"`, `issuer: "${provider.issuer}/"`)];
  const { exitCode, out } = await doctor('connector', 'az');

  assert.equal(exitCode, 1);
  assert.match(out, /bad {3}ours {5}they call themselves .*only in a slash at the end/);
  assert.match(out, /our credentials are accepted/);
});

test('a redirect URI that is not registered', async () => {
  await provider.stop();
  await provider.start(`${gateway.issuer}/login/callback/other`);
  const { exitCode, out } = await doctor('connector', 'az');
  await provider.stop();
  await provider.start(redirectUri);

  assert.equal(exitCode, 1);
  assert.match(out, /bad {3}theirs {3}they refuse a request for a login/);
});

test('a provider that is down: the network', async () => {
  await provider.stop();
  const { exitCode, out } = await doctor('connector', 'az');
  await provider.start(redirectUri);

  assert.equal(exitCode, 1);
  assert.match(out, new RegExp(`bad {3}network {2}no connection to localhost on port ${provider.port}`));
});

test('a certificate of an authority that we do not know', async () => {
  gateway.extra = 'outbound: { allow_private: true }';
  const { exitCode, out } = await doctor('connector', 'az');

  assert.equal(exitCode, 1);
  assert.match(out, /bad {3}theirs {3}the certificate of localhost comes from nobody we trust.*outbound\.ca/);
});

test('the mail server: reached, and no mail is sent', async () => {
  const { exitCode, out } = await doctor('connector', 'mail');

  assert.equal(exitCode, 0, out);
  assert.match(out, /good {2}network {2}'localhost:\d+' is reached/);
  assert.equal(gateway.mailbox.mails.length, 0);
});

test('a service', async () => {
  const { exitCode, out } = await doctor('client', 'chat');

  assert.equal(exitCode, 0, out);
  assert.match(out, /they must know: issuer https:\/\/localhost:\d+, client id chat/);
  assert.ok(out.includes(service.origin));
});

test('nobody of that name', async () => {
  const { exitCode, complaints } = await sluis('doctor', 'client', 'cha\u001b[31mt');

  assert.equal(exitCode, 1);
  assert.equal(complaints, "there is no client 'cha?[31mt'; there are chat\n");
});

test('another provider under the same realm: check warns with the line, and the next run says it once', async () => {
  const changed = () => gateway.log().split('\n').filter((line) => line.includes('issuer_changed'));
  assert.deepEqual(changed(), []);
  gateway.connectors = [provider.connector('secret-provider').replace(`issuer: "${provider.issuer}"`, 'issuer: "https://elsewhere.example"')];
  const check = await sluis('check');
  assert.equal(check.exitCode, 0);
  assert.match(check.out, /sluis\.yaml:\d+: warning: issuer: the realm 'az' had another issuer when this gateway last ran/);

  gateway.program.signal('SIGHUP');
  await until('the event', () => changed().length > 0);
  const [line] = changed();
  assert.equal(JSON.parse(line).connector, 'az');
  assert.equal(JSON.parse(line).level, 'warn');
  await until('the file', async () => !(await sluis('check')).out.includes('had another issuer'));
});
