// Debian's Prosody on loopback with the fragment of deploy/jitsi, as a browser reaches it through nginx: plain HTTP, Host set.
// Of the modules that come with Jitsi it has one, mod_auth_token, in the shape of Jitsi's: it reads allow_empty_token and
// `?token=` of the address, and takes any token. Judging tokens is harness/meeting.mjs.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Program, freePort, temporaryFolder, until } from './process.mjs';

const fragment = join(import.meta.dirname, '../../../deploy/jitsi/prosody.cfg.lua');

const kAuthToken = `
local new_sasl = require "util.sasl".new;
local formdecode = require "util.http".formdecode;
module:hook_global("bosh-session", function (event)
  event.session.auth_token = formdecode(event.request.url.query or "").token;
end);
module:provides("auth", { get_sasl_handler = function (session)
  local handler = new_sasl(module.host, { anonymous = function () return true end });
  local process = handler.process;
  function handler:process(message)
    if session.auth_token or module:get_option_boolean("allow_empty_token", false) then return process(self, message); end
    return "failure", "not-allowed", "token required";
  end
  return handler;
end });
`;

export class Prosody {
  constructor() {
    this.temporary = temporaryFolder('prosody');
    this.folder = this.temporary.path;
    mkdirSync(join(this.folder, 'certs'));
    mkdirSync(join(this.folder, 'modules'));
    writeFileSync(join(this.folder, 'modules/mod_auth_token.lua'), kAuthToken);
    copyFileSync(fragment, join(this.folder, 'meet.cfg.lua'));
  }

  get configFile() { return join(this.folder, 'prosody.cfg.lua'); }

  /** Around the fragment: Debian's own file, as far as it matters here. It comes behind a VirtualHost there too. */
  async writeConfig() {
    this.port = await freePort();
    writeFileSync(this.configFile, `run_as_root = true
pidfile = "${this.folder}/pid"
data_path = "${this.folder}"
certificates = "certs"
plugin_paths = { "${this.folder}/modules" }
modules_enabled = { "disco"; "roster"; "saslauth"; "tls" }
http_ports = { ${this.port} }
http_interfaces = { "127.0.0.1" }
http_default_host = "meet.example"
https_ports = { }
c2s_ports = { }
c2s_direct_tls_ports = { }
s2s_ports = { }
s2s_direct_tls_ports = { }
log = { { levels = { min = "info" }; to = "console" } }
VirtualHost "localhost"
Include "meet.cfg.lua"
`);
  }

  async start() {
    await this.writeConfig();
    this.program = new Program('prosody', ['-F', '--config', this.configFile], join(this.folder, 'log'));
    await until('Prosody', () => this.post('/', ''));
    return this;
  }

  async stop() {
    await this.program?.stop();
    this.temporary.remove();
  }

  /** What `host` offers by websocket (RFC 7395). */
  featuresByWebsocket(host) {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${this.port}/xmpp-websocket`, 'xmpp');
      socket.onopen = () => socket.send(`<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='${host}' version='1.0'/>`);
      socket.onerror = () => reject(new Error('no websocket'));
      socket.onclose = () => reject(new Error('nothing was offered'));
      socket.onmessage = ({ data }) => {
        if (!data.includes('features')) return;
        resolve(data);
        socket.close();
      };
    });
  }

  post(path, body, host = 'meet.example') {
    return new Promise((resolve, reject) => {
      const asked = request({ port: this.port, host: '127.0.0.1', path, method: 'POST', timeout: 10_000, headers: { host, 'content-type': 'text/xml; charset=utf-8' } }, async (response) => {
        let text = '';
        for await (const part of response) text += part;
        resolve(text);
      });
      asked.once('timeout', () => asked.destroy(new Error('Prosody does not answer')));
      asked.once('error', reject);
      asked.end(body);
    });
  }
}

/** A client by BOSH (XEP-0206). Each answer is the XML of its body. */
export class BoshClient {
  constructor(prosody, host, { token = '' } = {}) {
    Object.assign(this, { prosody, host, rid: 1000 });
    this.path = `/http-bind${token && `?token=${token}`}`;
  }

  send(attributes, content = '') {
    ++this.rid;
    const sid = this.sid ? ` sid='${this.sid}'` : '';
    return this.prosody.post(this.path, `<body xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' rid='${this.rid}'${sid} ${attributes}>${content}</body>`);
  }

  /** What the host offers. */
  async begin() {
    const answer = await this.send(`to='${this.host}' hold='1' wait='2' ver='1.6' xml:lang='en' xmpp:version='1.0'`);
    this.sid = answer.match(/\ssid='([^']+)'/)?.[1];
    return answer;
  }

  authenticate() { return this.send('', "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>"); }

  /** After a login: an address of her own. */
  async bind() {
    await this.send(`to='${this.host}' xmpp:restart='true'`);
    const answer = await this.send('', "<iq type='set' id='bind' xmlns='jabber:client'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
    return answer.match(/<jid>([^<]+)<\/jid>/)?.[1];
  }

  join(room) {
    return this.send('', `<presence to='${room}/somebody' xmlns='jabber:client'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
  }
}
