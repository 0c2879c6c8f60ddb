// An OpenID provider of ours over TLS that says what a test wants it to say. What is not changed is right, so that each
// test tells one lie; without a lie it logs everybody in, and costs next to nothing. Serves several issuers, each below a
// path of its own.

import { createHash, createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tls } from './gateway.mjs';
import { freePort } from './process.mjs';

const part = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
const key = (kid) => ({ kid, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) });
const published = ({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' });

/** The ways to sign, or not to. */
export const signatures = {
  good: (text, { privateKey }) => createSign('sha256').update(text).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
  none: () => '',
  broken: (text, own) => {
    const octets = Buffer.from(signatures.good(text, own), 'base64url');
    octets[10] ^= 1;
    return octets.toString('base64url');
  },
  foreign: (text) => signatures.good(text, key('one')),
  hmacWithThePublicKey: (text, { publicKey }) => createHmac('sha256', publicKey.export({ type: 'spki', format: 'pem' })).update(text).digest('base64url'),
};

export class LyingProvider {
  constructor() {
    this.keys = [key('one'), key('two')];
    this.waiting = new Map();  // what was asked, by code
    this.asked = [];           // "GET /az/token" for every request
    this.held = new Set();     // requests that are never answered
    this.tellTheTruth();
  }

  /** Claims and userinfo are laid over what is right; what is undefined is left out. */
  tellTheTruth() {
    this.lie = { claims: {}, userinfo: {}, header: {}, sign: signatures.good, callback: () => {}, instead: {} };
  }

  tell(lie) { this.lie = { ...this.lie, ...lie }; }

  async listen() {
    this.port ??= await freePort();
    this.origin = `https://localhost:${this.port}`;
    this.server = createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }, (request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
    await new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
  }

  stop() { return new Promise((resolve) => { this.server.close(resolve); this.server.closeAllConnections(); }); }

  issuer(id) { return `${this.origin}/${id}`; }

  /** The connector's line of configuration. */
  connector(id, name, secretFile) {
    return `  - { id: ${id}, type: oidc, name: { nl: "${name.nl}", en: "${name.en}" }, issuer: "${this.issuer(id)}", client_id: sluis-${id}, client_secret_file: ${secretFile} }`;
  }

  metadata(id) {
    const issuer = this.issuer(id);
    return {
      issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/userinfo`,
      response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  async answer(request, response) {
    const url = new URL(request.url, this.origin);
    const [, id, ...rest] = url.pathname.split('/');
    const path = rest.join('/');
    this.asked.push(`${request.method} ${url.pathname}`);
    const instead = this.lie.instead[`${id}/${path}`];
    if (instead) return instead(response, this);
    const json = (object) => response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=600' }).end(JSON.stringify(object));
    if (path === '.well-known/openid-configuration') return json(this.metadata(id));
    if (path === 'jwks') return json({ keys: this.keys.map(published) });
    if (path === 'authorize') return this.authorize(id, url.searchParams, response);
    if (path === 'token') return json(await this.tokens(id, request));
    return json(this.userinfo(request.headers.authorization?.slice('Bearer '.length)));
  }

  /** She is logged in as whoever `lie.person` is. */
  authorize(id, asked, response) {
    const code = randomBytes(16).toString('hex');
    const person = this.lie.person?.() ?? { sub: 'employee-1', email: 'j.devries@minaz.nl' };
    this.waiting.set(code, { nonce: asked.get('nonce'), person });
    const back = new URL(asked.get('redirect_uri'));
    for (const [name, value] of [['code', code], ['state', asked.get('state')], ['iss', this.issuer(id)]]) back.searchParams.set(name, value);
    response.writeHead(303, { location: this.lie.callback(back, asked, this)?.href ?? back.href }).end();
  }

  async tokens(id, request) {
    let body = '';
    for await (const chunk of request) body += chunk;
    const code = new URLSearchParams(body).get('code');
    const { nonce, person } = this.waiting.get(code);
    this.waiting.delete(code);
    const accessToken = randomBytes(16).toString('hex');
    this.waiting.set(accessToken, { person });
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.issuer(id), aud: `sluis-${id}`, nonce, iat: now, exp: now + 60, auth_time: now, email_verified: true, ...person,
      at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'), ...this.lie.claims,
    };
    const text = `${part({ alg: 'ES256', kid: 'one', typ: 'JWT', ...this.lie.header })}.${part(claims)}`;
    return { access_token: accessToken, token_type: 'Bearer', expires_in: 60, id_token: `${text}.${this.lie.sign(text, this.keys[0])}`, ...this.lie.tokens };
  }

  userinfo(accessToken) {
    const { person } = this.waiting.get(accessToken);
    return { email_verified: true, ...person, ...this.lie.userinfo };
  }

  /** For `instead`: takes the request and never answers, until `letGo`. */
  hold(response) { this.held.add(response); }

  letGo() {
    for (const response of this.held) response.destroy();
    this.held.clear();
  }
}
