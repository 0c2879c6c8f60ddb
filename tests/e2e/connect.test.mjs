// docs/connect-a-ministry.md and docs/connect-a-service.md, followed from an empty folder: every block of configuration in it is written down where it says, and
// `sluis check` must say what the page says that it says.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { binary, tls } from './harness/gateway.mjs';
import { temporaryFolder } from './harness/process.mjs';
import { SamlProvider } from './harness/saml_provider.mjs';
import { SamlService } from './harness/saml_service.mjs';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'connect-a-ministry.md'), 'utf8');
const servicePage = readFileSync(join(root, 'docs', 'connect-a-service.md'), 'utf8');
const blocks = [...page.matchAll(/```yaml\n# (.*)\n([^]*?)```/g)].map((each) => ({ where: each[1], text: each[2] }));
const temporary = temporaryFolder('connect');
const folder = temporary.path;

let samlMetadata;
let serviceMetadata;

/** What a provider that speaks SAML would send, at an address on the network. */
before(async () => {
  const provider = await new SamlProvider('duo').start();
  samlMetadata = readFileSync(provider.metadataFile, 'utf8').replaceAll(provider.origin, 'https://login.duo.example');
  await provider.stop();
  const service = await new SamlService('wiki').start();
  serviceMetadata = readFileSync(service.metadataFile, 'utf8').replaceAll(service.origin, 'https://wiki.example.nl');
  await service.stop();
});

after(temporary.remove);

const read = (name) => readFileSync(join(folder, name), 'utf8');
const write = (name, text) => writeFileSync(join(folder, name), text, { mode: 0o600 });

/** What is done with a block that says where it goes. */
const places = {
  '': (_, text) => text,
  ', at the end': (old, text) => old + text,
  ', above connectors': (old, text) => old.replace(/^connectors:/m, `${text}connectors:`),
  ', in place of the same lines': (old, text) => text.trimEnd().split('\n').reduce((config, line) => {
    const key = line.split(':')[0];
    assert.match(config, new RegExp(`^${key}:.*$`, 'm'));
    return config.replace(new RegExp(`^${key}:.*$`, 'm'), line);
  }, old),
};

/** Writes down the next block, which must be for `where`. */
function follow(where) {
  const block = blocks.shift();
  assert.equal(block?.where, where);
  const [name] = where.split(', ');
  write(name, places[where.slice(name.length)](where === name ? '' : read(name), block.text));
}

function check() {
  const { status, stdout } = spawnSync(binary, ['check', '--config', join(folder, 'sluis.yaml')], { encoding: 'utf8' });
  return { status, lines: stdout.trim().split('\n') };
}

test('the page is followed step by step, and check agrees', () => {
  mkdirSync(join(folder, 'tls'));
  copyFileSync(tls.certificate, join(folder, 'tls', 'chain.pem'));
  copyFileSync(tls.key, join(folder, 'tls', 'key.pem'));
  copyFileSync(tls.ca, join(folder, 'tls', 'laboratory.pem'));
  follow('sluis.yaml');
  follow('allowlist.yaml');
  const empty = check();
  assert.equal(empty.status, 1);
  assert.equal(empty.lines.at(-1), '2 errors, 0 warnings');
  for (const line of empty.lines.slice(0, 2)) assert.ok(page.includes(line.split('error: ')[1]), `the page says: ${line}`);

  mkdirSync(join(folder, 'secrets'));
  write('secrets/az', 'the-secret-that-the-ministry-sent\n');
  follow('sluis.yaml, at the end');
  follow('allowlist.yaml, at the end');
  assert.deepEqual(check(), { status: 0, lines: ['no mistakes found'] });
  const decision = execFileSync(binary, ['allowlist', 'test', 'somebody@minaz.nl', '--config', join(folder, 'sluis.yaml')], { encoding: 'utf8' });
  assert.match(decision, /^minaz\.nl: admitted\n[^]*connectors +az\n/);

  mkdirSync(join(folder, 'metadata'));
  write('metadata/duo.xml', samlMetadata);
  follow('sluis.yaml, at the end');
  follow('allowlist.yaml, at the end');
  assert.deepEqual(check(), { status: 0, lines: ['no mistakes found'] });

  write('secrets/smtp', 'the-password-of-the-mail-server\n');
  follow('sluis.yaml, above connectors');
  follow('sluis.yaml, at the end');
  follow('allowlist.yaml, at the end');
  assert.deepEqual(check(), { status: 0, lines: ['no mistakes found'] });

  follow('sluis.yaml, in place of the same lines');
  follow('sluis.yaml, above connectors');
  const laboratory = check();
  assert.equal(laboratory.status, 0);
  assert.match(laboratory.lines[0], /warning: allow_private/);
  assert.equal(laboratory.lines.at(-1), '0 errors, 1 warning');
  assert.deepEqual(blocks, []);
});

test('two doors that would make two people of one are a warning', () => {
  const allowlist = read('allowlist.yaml');
  write('allowlist.yaml', allowlist.replace('[az]', '[az, mail]'));
  const { status, lines } = check();
  write('allowlist.yaml', allowlist);

  assert.equal(status, 0);
  assert.ok(lines.some((line) => line.includes('who uses both is two people')));
});

test('what the page calls errors and events exists', () => {
  const table = page.slice(page.indexOf('## 6.'), page.indexOf('## 7.')).split('\n').filter((line) => line.startsWith('| ')).slice(1);
  const words = readFileSync(join(root, 'gateway', 'web', 'texts', 'refusal.cpp'), 'utf8');
  const names = readFileSync(join(root, 'gateway', 'fault', 'names.cpp'), 'utf8');
  for (const row of table) {
    const [, title, log] = row.split('|').map((cell) => cell.trim());
    if (title !== '–' && !title.startsWith('a page of')) assert.ok(words.includes(`"${title}"`), title);
    for (const [, name] of log.matchAll(/`([a-z_]+)`/g)) assert.ok(names.includes(`"${name}"`), name);
  }
  assert.ok(table.length > 10);
});

/** The yaml blocks of the page for services, and what is typed. */
const serviceBlocks = [...servicePage.matchAll(/```(yaml|sh)\n([^]*?)```/g)].map((each) => ({ kind: each[1], text: each[2] }));

test('the page for services is followed by each protocol, and check agrees', () => {
  const ministry = read('sluis.yaml');
  const use = (clients) => write('sluis.yaml', places[', above connectors'](ministry, clients));
  const [secret, oidc] = [serviceBlocks.find(({ text }) => text.includes('openssl rand')), serviceBlocks.find(({ text }) => text.includes('type: oidc'))];
  const quiet = secret.text.replace(/^chown.*$/m, '');  // there is no user sluis here
  execFileSync('bash', ['-euc', quiet], { cwd: folder });
  use(oidc.text);
  assert.equal(check().status, 0, check().lines.join('\n'));

  mkdirSync(join(folder, 'metadata'), { recursive: true });  // as the page has it made
  const saml = serviceBlocks.find(({ text }) => text.includes('type: saml'));
  write('metadata/wiki.xml', serviceMetadata);
  use(saml.text);
  assert.equal(check().status, 0, check().lines.join('\n'));

  const published = serviceBlocks.find(({ text }) => text.includes('in place of the same line'));
  use(saml.text.replace(/^ +metadata:.*\n/m, published.text.replace(/^# sluis.yaml.*\n/, '')));
  assert.equal(check().status, 0, check().lines.join('\n'));

  // Rocket.Chat's are further entries of the same list.
  const rocket = (preset) => serviceBlocks.find(({ text }) => text.includes(preset)).text;
  write('secrets/chat', read('secrets/wiki'));
  use(oidc.text + rocket('rocketchat-oauth'));
  assert.equal(check().status, 0, check().lines.join('\n'));
  write('metadata/chat.xml', serviceMetadata);
  use(oidc.text + rocket('rocketchat-saml'));
  assert.equal(check().status, 0, check().lines.join('\n'));
});
