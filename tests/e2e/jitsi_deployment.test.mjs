// The fragments of deploy/jitsi, as they are shipped: in Debian's Prosody, before the doctor, and beside each other.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { Gateway, binary, tls } from './harness/gateway.mjs';
import { Meeting } from './harness/meeting.mjs';
import { BoshClient, Prosody } from './harness/prosody.mjs';

const shipped = (file) => readFileSync(join(import.meta.dirname, '../../deploy/jitsi', file), 'utf8');

describe('in Debian\'s Prosody', () => {
  const prosody = new Prosody();
  before(() => prosody.start());
  after(() => prosody.stop());

  const kMechanism = /<mechanism>ANONYMOUS<\/mechanism>/;

  test('the fragment has no mistake that Prosody knows', () => {
    const said = spawnSync('prosodyctl', ['--root', '--config', prosody.configFile, 'check', 'config'], { encoding: 'utf8' });

    assert.match(said.stdout + said.stderr, /All checks passed/);
  });

  for (const host of ['meet.example', 'guest.meet.example']) {
    test(`${host} offers a login to a browser behind nginx, by BOSH`, async () => {
      assert.match(await new BoshClient(prosody, host).begin(), kMechanism);
    });

    test(`${host} offers a login to a browser behind nginx, by websocket`, async () => {
      assert.match(await prosody.featuresByWebsocket(host), kMechanism);
    });
  }

  test('with a token one is on the host that jicofo believes, and without one never', async () => {
    const host = new BoshClient(prosody, 'meet.example', { token: 'x' });
    await host.begin();
    const stranger = new BoshClient(prosody, 'meet.example');
    await stranger.begin();

    assert.match(await host.authenticate(), /<success /);
    assert.match(await host.bind(), /@meet\.example\//);
    assert.match(await stranger.authenticate(), /<failure /);
  });

  test('a guest is let in, and makes no room', async () => {
    const guest = new BoshClient(prosody, 'guest.meet.example');
    await guest.begin();

    assert.match(await guest.authenticate(), /<success /);
    assert.match(await guest.bind(), /@guest\.meet\.example\//);
    assert.match(await guest.join('overleg@conference.meet.example'), /<not-allowed /);
    assert.match(await guest.join('overleg@lobby.meet.example'), /<not-allowed /);
  });
});

test('the doctor finds nothing wrong with a deployment that has the shipped config.js', async (t) => {
  const meeting = new Meeting('meet');
  await meeting.listen();
  t.after(() => meeting.stop());
  const gateway = await new Gateway({ clients: [meeting.registration()], extra: `outbound: { ca: "${tls.ca}", allow_private: true }` }).start();
  t.after(() => gateway.stop());
  meeting.configJs = () => shipped('config.js').replaceAll('https://login.example', gateway.issuer).replace('// tokenAuthInline', 'tokenAuthInline');

  const { stdout } = await promisify(execFile)(binary, ['doctor', 'client', 'meet', '--config', gateway.configFile]);

  assert.match(stdout, /^0 bad, /m);
  for (const each of [/tokenAuthUrl leads here/, /hosts\.domain is xmpp_domain/, /guests have a domain/, /tokenLogoutUrl leads here/, /is in its place/]) assert.match(stdout, each);
});

test('the three fragments speak of the same hosts', () => {
  const { hosts } = runInNewContext(`${shipped('config.js')}; config`);
  const lua = shipped('prosody.cfg.lua').replaceAll(/--.*$/gm, '');
  const loginUrl = shipped('jicofo.conf').match(/^ *login-url = (\S+)/m)[1];

  assert.match(lua, new RegExp(`VirtualHost "${hosts.domain}"\\s+authentication = "token"`));
  assert.match(lua, new RegExp(`VirtualHost "${hosts.anonymousdomain}"\\s+authentication = "anonymous"`));
  assert.match(lua, new RegExp(`Component "${hosts.muc}" "muc"\\s+restrict_room_creation = true`));
  assert.ok(lua.includes(`main_muc = "${hosts.muc}"`));
  assert.ok(lua.includes(`token_verification_allowlist = { "${hosts.anonymousdomain}" }`));
  assert.equal(loginUrl, hosts.domain);
});

test('each setting has its reason, beside it or above', () => {
  for (const [file, comment] of [['prosody.cfg.lua', '--'], ['jicofo.conf', '#'], ['config.js', '//']]) {
    let explained = false;
    for (const line of shipped(file).split('\n')) {
      const text = line.trim();
      if (!text) explained = false;
      if (text.startsWith(comment)) explained = true;
      const isSetting = /\S\s*[=:]\s*\S/.test(text) && !/[{]$/.test(text);
      if (isSetting) assert.ok(explained || text.replaceAll("https://", '').includes(comment), `${file}: ${text}`);
    }
  }
});
