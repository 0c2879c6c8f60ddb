// Logins by the hundred: browsers that are no more than cookies and forms on kept connections, and a provider that costs next to
// nothing. For tests/bench/login and for what is proved under load.

import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent as PlainAgent, request as askPlainly } from 'node:http';
import { Agent, createServer, request as ask } from 'node:https';
import { tls } from './gateway.mjs';
import { hiddenFields } from './person.mjs';
import { freePort } from './process.mjs';

/** Logs everybody in who comes, and signs with one key. */
export class QuickProvider {
  constructor(domain) {
    this.domain = domain;
    this.key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.nonces = new Map();
    this.server = createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }, (request, response) => this.answer(request, response));
  }

  async listen() {
    this.issuer = `https://localhost:${await freePort()}`;
    await new Promise((resolve) => this.server.listen(new URL(this.issuer).port, '127.0.0.1', resolve));
  }

  signed(claims) {
    const part = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
    const text = `${part({ alg: 'ES256', kid: 'quick', typ: 'JWT' })}.${part(claims)}`;
    const signature = createSign('sha256').update(text).sign({ key: this.key.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }

  answer(request, response) {
    const url = new URL(request.url, this.issuer);
    const json = (object) => response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=3600' }).end(JSON.stringify(object));
    if (url.pathname === '/.well-known/openid-configuration') {
      json({
        issuer: this.issuer, authorization_endpoint: `${this.issuer}/auth`, token_endpoint: `${this.issuer}/token`, jwks_uri: `${this.issuer}/jwks`,
        response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'],
      });
    } else if (url.pathname === '/jwks') {
      json({ keys: [{ ...this.key.publicKey.export({ format: 'jwk' }), kid: 'quick', alg: 'ES256', use: 'sig' }] });
    } else {
      let body = '';
      request.on('data', (part) => { body += part; });
      request.on('end', () => {
        const code = new URLSearchParams(body).get('code');
        const { nonce, subject } = this.nonces.get(code);
        this.nonces.delete(code);
        const now = Math.floor(Date.now() / 1000);
        json({
          access_token: 'a', token_type: 'Bearer', expires_in: 60,
          id_token: this.signed({ iss: this.issuer, aud: 'sluis', sub: subject, nonce, iat: now, exp: now + 300, email: `${subject}@${this.domain}`, email_verified: true }),
        });
      });
    }
  }

  /** What brings her back from here, to the gateway. */
  wayBack(away, subject) {
    const code = randomBytes(16).toString('hex');
    this.nonces.set(code, { nonce: away.searchParams.get('nonce'), subject });
    return `code=${code}&state=${encodeURIComponent(away.searchParams.get('state'))}`;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

const ca = readFileSync(tls.ca);

/** The way to `base`: `send` asks once. `port`: of the node that is asked instead of whoever listens at base. */
export function wayTo(base, { kept = true, atOnce = 8, port, headers: always = {} } = {}) {
  const { protocol, host } = new URL(base);
  const secure = protocol === 'https:';
  const agent = new (secure ? Agent : PlainAgent)({ keepAlive: kept, maxSockets: atOnce });
  const send = (path, { method = 'GET', form, headers = {} } = {}) => {
    const body = form ? new URLSearchParams(form).toString() : undefined;
    return new Promise((resolve, reject) => {
      const sent = (secure ? ask : askPlainly)(new URL(path, base), {
        agent, method, ca, ...(port ? { port, hostname: '127.0.0.1', servername: 'localhost' } : {}),
        headers: {
          ...(port ? { host } : {}), ...always, ...headers,
          ...(body ? { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) } : {}),
        },
      }, (response) => {
        let text = '';
        response.on('data', (part) => { text += part; });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode, location: response.headers.location, cookies: response.headers['set-cookie'] ?? [], body: text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  };
  return { send, close: () => agent.destroy() };
}

/** A browser with its cookies. */
export class Browser {
  constructor(send) {
    this.send = send;
    this.cookies = new Map();
  }

  async visit(path, options = {}) {
    const answer = await this.send(path, { ...options, headers: { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') } });
    for (const cookie of answer.cookies) {
      const [name, ...value] = cookie.split(';')[0].split('=');
      this.cookies.set(name, value.join('='));
    }
    return answer;
  }
}

/** A page of the gateway, or of whatever is in its place, that is not the next step. */
export class Stopped extends Error {
  constructor(step, answer) {
    super(`${step}: ${answer.status} ${answer.body.slice(0, 300)}`);
    this.status = answer.status;
  }
}

const unescaped = (text) => text.replaceAll('&amp;', '&').replaceAll('&#x2F;', '/').replaceAll('&#x3D;', '=').replaceAll('&#x2B;', '+');

/** Where a redirect, or a page in its place, leads. */
export function nextOf(step, answer) {
  const location = answer.location ?? answer.body.match(/url=([^"]+)"/i)?.[1];
  if (!location || answer.status >= 400) throw new Stopped(step, answer);
  return unescaped(location);
}

/** From the service's question to the page of the provider; nothing if the session will do, and `entered` is the answer. */
export async function leaveFor(browser, question, address) {
  const entered = await browser.visit(question);
  if (entered.status >= 400) throw new Stopped('the question', entered);
  if (!entered.location?.startsWith('/login')) return { entered };
  const page = await browser.visit(entered.location);
  if (page.status !== 200) throw new Stopped('the address page', page);
  const left = await browser.visit('/login', { method: 'POST', form: { ...hiddenFields(page.body), address } });
  return { entered, away: new URL(nextOf('the address', left)) };
}

/** A question by OpenID Connect, and the exchange of what it brought. */
export class Question {
  constructor(client, redirect) {
    this.client = client;
    this.redirect = redirect;
    this.verifier = randomBytes(32).toString('base64url');
  }

  get path() {
    const challenge = createHash('sha256').update(this.verifier).digest('base64url');
    return `/authorize?client_id=${this.client}&redirect_uri=${encodeURIComponent(this.redirect)}&response_type=code&scope=openid%20profile&state=s&nonce=n&code_challenge=${challenge}&code_challenge_method=S256`;
  }

  async exchange(send, location, secret) {
    const answer = await send('/token', {
      method: 'POST',
      form: { grant_type: 'authorization_code', code: new URL(location).searchParams.get('code'), redirect_uri: this.redirect, client_id: this.client, client_secret: secret, code_verifier: this.verifier },
    });
    if (answer.status !== 200) throw new Stopped('the token', answer);
    return JSON.parse(answer.body);
  }
}
