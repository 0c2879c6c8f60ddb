// A real relying party: npm openid-client behind a small web server on loopback. It remembers every octet that it
// was sent, by the browser and by the gateway.

import { createServer } from 'node:http';
import * as openid from 'openid-client';

export class Service {
  constructor(id, { method = 'client_secret_post', scope = 'openid profile', parameters = {} } = {}) {
    this.id = id;
    this.method = method;
    this.scope = scope;
    this.parameters = parameters;
    this.wire = [];       // both directions of what passed between gateway and service
    this.logins = [];     // claims of each finished login
    this.pending = new Map();
    this.server = createServer((request, response) => this.answer(request, response).catch((error) => {
      this.lastError = error;
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`${error.name}: ${error.message} ${error.code ?? ''} ${error.error ?? ''}`);
    }));
  }

  listen() {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', () => {
      this.origin = `http://127.0.0.1:${this.server.address().port}`;
      resolve();
    }));
  }

  get redirectUri() { return `${this.origin}/callback`; }

  /** The line of configuration that registers this service. */
  registration(more = '') {
    return {
      id: this.id,
      yaml: `name: "Dienst ${this.id}", sector: ${this.id}, redirect_uris: [ "${this.redirectUri}" ], post_logout_redirect_uris: [ "${this.origin}/" ]${more}`,
    };
  }

  /** `proof`: the secret, or for private_key_jwt the private key. */
  async discover(issuer, proof, metadata = {}) {
    const authentication = {
      client_secret_post: openid.ClientSecretPost, client_secret_basic: openid.ClientSecretBasic, private_key_jwt: openid.PrivateKeyJwt,
    }[this.method](proof);
    this.config = await openid.discovery(new URL(issuer), this.id, metadata, authentication, {
      [openid.customFetch]: (url, options) => this.recordedFetch(url, options),
    });
    // Without this the signature of an ID token that came by TLS is not looked at.
    openid.enableNonRepudiationChecks(this.config);
    this.config[openid.customFetch] = (url, options) => this.recordedFetch(url, options);
  }

  async recordedFetch(url, options) {
    const response = await fetch(url, options);
    const body = await response.clone().text();
    this.wire.push(`${options?.method} ${url}\n${String(options?.body ?? '')}\n${JSON.stringify([...new Headers(options?.headers)])}`,
      `${response.status}\n${JSON.stringify([...response.headers])}\n${body}`);
    return response;
  }

  async start(more = {}) {
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const nonce = openid.randomNonce();
    this.pending.set(state, { verifier, nonce });
    return openid.buildAuthorizationUrl(this.config, {
      redirect_uri: this.redirectUri,
      scope: this.scope,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...this.parameters,
      ...more,
    });
  }

  async finish(url) {
    const state = url.searchParams.get('state');
    const { verifier, nonce } = this.pending.get(state) ?? {};
    const tokens = await openid.authorizationCodeGrant(this.config, url, {
      pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true,
    });
    const claims = tokens.claims();
    const userinfo = await openid.fetchUserInfo(this.config, tokens.access_token, claims.sub);
    const login = { claims, userinfo, tokens };
    this.logins.push(login);
    return login;
  }

  async answer(request, response) {
    this.wire.push(`${request.method} ${request.url}\n${JSON.stringify(request.rawHeaders)}`);
    const url = new URL(request.url, this.origin);
    if (url.pathname === '/login') {
      response.writeHead(302, { location: (await this.start(Object.fromEntries(url.searchParams))).href }).end();
    } else if (url.pathname === '/callback') {
      if (url.searchParams.has('error')) {
        this.lastRefusal = Object.fromEntries(url.searchParams);
        response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>refused</title><p id="error">${url.searchParams.get('error')}</p>`);
        return;
      }
      const { claims, userinfo } = await this.finish(url);
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<title>service</title><h1>${this.id}</h1><pre id="claims">${JSON.stringify({ claims, userinfo }, null, 1)}</pre>`);
    } else {
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>start</title><a href="/login">login</a>`);
    }
  }

  stop() { return new Promise((resolve) => { this.server.close(resolve); this.server.closeAllConnections(); }); }
}
