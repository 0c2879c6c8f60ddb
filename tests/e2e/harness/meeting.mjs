// A stand-in for Jitsi Meet on loopback: its pages in a browser, and Prosody, which looks at a token with npm's `jose` as
// relying-parties.md says it does. It ships deploy/jitsi's own page for windows.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, importJWK, importSPKI, jwtVerify } from 'jose';

const callback = readFileSync(join(import.meta.dirname, '../../../deploy/jitsi/sluis.html'), 'utf8');

export class Meeting {
  constructor(id, { appId = 'sluis', domain = 'meet.example', tenant = '' } = {}) {
    Object.assign(this, { id, appId, domain, tenant });
    this.wire = [];     // every address that it was asked for
    this.arrivals = []; // what each token said
    this.server = createServer((request, response) => this.answer(request, response).catch((error) => {
      response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ refused: error.message }));
    }));
  }

  listen() {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', () => {
      this.origin = `http://127.0.0.1:${this.server.address().port}`;
      resolve();
    }));
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  registration(more = '') {
    return {
      id: this.id, type: 'jitsi', hasSecret: false,
      yaml: `name: "Video ${this.id}", sector: ${this.id}, base_url: "${this.origin}", xmpp_domain: ${this.domain}, app_id: ${this.appId}${this.tenant && `, tenant: ${this.tenant}`}${more}`,
    };
  }

  trust(gateway) { this.gateway = gateway; }

  get authUrl() { return `${this.gateway.issuer}/jitsi/${this.id}/auth`; }
  get logoutUrl() { return `${this.gateway.issuer}/jitsi/${this.id}/logout`; }

  /** As the client does: each placeholder is filled in once. */
  linkTo(room, state = {}) {
    const all = { room, roomSafe: encodeURIComponent(room.normalize('NFKC').toLowerCase()).toLowerCase(), ...(this.tenant && { tenant: this.tenant }), ...state };
    return `${this.authUrl}?room=${encodeURIComponent(room)}&state=${encodeURIComponent(JSON.stringify(all))}`;
  }

  async answer(request, response) {
    const url = new URL(request.url, this.origin);
    this.wire.push(`${request.method} ${request.url}`);
    const send = (type, body) => response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
    if (url.pathname === '/config.js') return send('text/javascript', this.configJs());
    if (url.pathname === '/static/sluis.html') return send('text/html', callback);
    if (url.pathname === '/favicon.ico') return response.writeHead(204).end();
    if (url.pathname === '/prosody') {
      let body = '';
      for await (const part of request) body += part;
      const { token, room } = JSON.parse(body);
      return send('application/json', JSON.stringify(await this.judge(token, room)));
    }
    return send('text/html', this.roomPage());
  }

  configJs(more = '') {
    return `var config = { hosts: { domain: '${this.domain}', anonymousdomain: 'guest.${this.domain}' },
      tokenAuthUrl: '${this.authUrl}?room={room}&state={state}&code_challenge={code_challenge}', tokenLogoutUrl: '${this.logoutUrl}', tokenAuthInline: true ${more} };`;
  }

  /** What Prosody says of a token at the door of a room: its claims, or why not. Never a word of what a token holds. */
  async judge(token, room) {
    try {
      const claims = await this.verify(token, room);
      this.arrivals.push({ ...claims, kid: decodeProtectedHeader(token).kid, token });
      return { claims };
    } catch (error) {
      return { refused: error.message };
    }
  }

  async verify(token, room) {
    const refuse = (condition, why) => { if (condition) throw new Error(why); };
    const header = decodeProtectedHeader(token);
    refuse(header.typ !== 'JWT', 'Invalid typ');
    refuse(header.alg !== 'RS256', 'Invalid or incorrect alg');
    refuse(!header.kid, 'kid is missing');
    for (const key of [await this.keyOfSet(header.kid), await this.keyByDigest(header.kid)]) {
      refuse(!key, 'no key');
      await jwtVerify(token, key, { algorithms: ['RS256'], clockTolerance: 0 });
    }
    const claims = decodeJwt(token);
    refuse(claims.iss !== this.appId, 'Invalid issuer');
    refuse(typeof claims.aud !== 'string' || claims.aud !== this.appId, 'Invalid audience');
    const now = Date.now() / 1000;
    refuse(typeof claims.exp !== 'number' || claims.exp <= now, 'Token expired');
    refuse(typeof claims.nbf !== 'number' || claims.nbf > now, 'Token not valid yet');
    refuse(claims.exp - claims.iat > 3600, 'lives too long');
    refuse(claims.sub !== (this.tenant || this.domain), 'Invalid domain');
    refuse(claims.room !== claims.room?.toLowerCase() || claims.room !== room.toLowerCase(), 'Invalid room');
    refuse(claims.room === '*', 'any room');
    refuse(/null/.test(JSON.stringify(claims)), 'null');
    refuse('email' in claims.context.user || 'group' in claims.context, 'says too much');
    return claims;
  }

  async keyOfSet(kid) {
    const { keys } = await (await fetch(`${this.gateway.issuer}/jitsi/${this.id}/jwks.json`)).json();
    if (keys.some((key) => key.kty !== 'RSA' || !key.n || !key.e)) throw new Error('a key that ends the refresh');
    const found = keys.find((key) => key.kid === kid);
    return found && importJWK(found, 'RS256');
  }

  async keyByDigest(kid) {
    const digest = createHash('sha256').update(kid).digest('hex');
    const response = await fetch(`${this.gateway.issuer}/jitsi/${this.id}/keys/${digest}.pem`);
    return response.status === 200 && importSPKI(await response.text(), 'RS256');
  }

  /** What a browser has of Jitsi: the token of its address, and ways to log in and out. */
  roomPage() {
    return `<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>Vergadering</title><script src="/config.js"></script></head><body>
<h1>Vergadering</h1><p id="who">gast</p><p id="flags"></p><p id="events"></p>
<button id="host" type="button">Ik ben de gastheer</button><button id="window" type="button">Inloggen in een venster</button><button id="leave" type="button">Uitloggen</button>
<script>
const room = decodeURIComponent(location.pathname.split('/').pop());
const safe = (text) => encodeURIComponent(text.normalize('NFKC').toLowerCase()).toLowerCase();
const note = (text) => { document.querySelector('#events').textContent += text + ' '; };
const hash = {};
for (const part of location.hash.slice(1).split('&').filter(Boolean)) {
  const at = part.indexOf('=');
  try { hash[part.slice(0, at)] = JSON.parse(decodeURIComponent(part.slice(at + 1))); } catch { note('dropped'); }
}
history.replaceState(null, '', location.pathname);
async function arrive(token) {
  const answer = await (await fetch('/prosody', { method: 'POST', body: JSON.stringify({ token, room: safe(room) }) })).json();
  document.querySelector('#who').textContent = answer.claims ? answer.claims.context.user.affiliation + ': ' + answer.claims.context.user.name : answer.refused;
  document.querySelector('#who').dataset.state = answer.claims ? 'in' : 'out';
}
const kept = {};
const urlFor = async (inline) => {
  const verifier = [...crypto.getRandomValues(new Uint8Array(32))].map((each) => each.toString(16).padStart(2, '0')).join('');
  sessionStorage.setItem('code_verifier', verifier);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  const challenge = btoa(String.fromCharCode(...digest)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const state = { room, roomSafe: safe(room), 'config.startWithAudioMuted': true, 'config.p2p.enabled': false, ...(kept.refreshToken && inline && { refreshToken: kept.refreshToken }) };
  return config.tokenAuthUrl.replace('{room}', encodeURIComponent(room)).replace('{state}', encodeURIComponent(JSON.stringify(state))).replace('{code_challenge}', challenge)
    + (inline ? '&nonce=' + crypto.randomUUID() : '');
};
document.querySelector('#host').onclick = async () => { location.href = await urlFor(false); };
document.querySelector('#window').onclick = async () => { window.open(await urlFor(true), 'login', 'popup'); };
document.querySelector('#leave').onclick = () => {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.src = config.tokenLogoutUrl + '?id_token_hint=' + kept.idToken;
  document.body.append(frame);
};
addEventListener('message', async (event) => {
  if (event.origin !== location.origin) return;
  note(event.data.type + (event.data.error ? ':' + event.data.error : ''));
  if (event.data.type === 'oauth-success') { Object.assign(kept, event.data); await arrive(event.data.accessToken); }
});
document.querySelector('#flags').textContent = Object.keys(hash).filter((key) => key !== 'jwt').map((key) => key + '=' + hash[key]).join(' ');
if (hash.jwt) arrive(hash.jwt);
</script></body></html>`;
  }
}
