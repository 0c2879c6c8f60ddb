// A real OpenID provider (npm oidc-provider) over TLS, for one organisation: whoever comes is logged in as `account`.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { exportJWK, generateKeyPair } from 'jose';
import OpenidProvider from 'oidc-provider';
import { freePort } from './process.mjs';
import { tls } from './gateway.mjs';

async function signingKey(kid) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...await exportJWK(privateKey), kid, alg: 'RS256', use: 'sig' };
}

export class Provider {
  constructor() {
    this.account = { sub: 'employee-1', claims: { email: 'j.devries@minaz.nl', email_verified: true } };
    this.authorizations = [];  // the queries that came in
    this.isSilent = false;     // does not answer at all
    this.clientId = 'sluis';
    this.clientSecret = randomBytes(24).toString('hex');
  }

  async listen() {
    this.port ??= await freePort();
    this.issuer = `https://localhost:${this.port}`;
    this.keys = [await signingKey('key-1')];
  }

  async start(redirectUri) {
    this.redirectUri = redirectUri;
    const provider = new OpenidProvider(this.issuer, {
      clients: [{ client_id: this.clientId, client_secret: this.clientSecret, redirect_uris: [redirectUri], response_types: ['code'] }],
      jwks: { keys: this.keys },
      cookies: { keys: [randomBytes(16).toString('hex')] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...this.account.claims }) }),
    });
    const answer = provider.callback();
    this.server = createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }, async (request, response) => {
      if (this.isSilent) return;
      const url = new URL(request.url, this.issuer);
      if (url.pathname === '/auth') this.authorizations.push(url.searchParams);
      if (!url.pathname.startsWith('/interaction/')) {
        answer(request, response);
        return;
      }
      const { params } = await provider.interactionDetails(request, response);
      const grant = new provider.Grant({ accountId: this.account.sub, clientId: params.client_id });
      grant.addOIDCScope('openid email');
      await provider.interactionFinished(request, response,
        { login: { accountId: this.account.sub }, consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: false });
    });
    await new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
  }

  /** New keys and no old ones: what the gateway has kept is worth nothing now. */
  async rotate() {
    await this.stop();
    this.keys = [await signingKey(`key-${randomBytes(4).toString('hex')}`)];
    await this.start(this.redirectUri);
  }

  stop() { return new Promise((resolve) => { this.server.close(resolve); this.server.closeAllConnections(); }); }

  /** The connector's line of configuration. */
  connector(secretFile, more = '') {
    return `  - { id: az, type: oidc, name: { nl: "Algemene Zaken", en: "General Affairs" }, issuer: "${this.issuer}", client_id: ${this.clientId}, client_secret_file: ${secretFile}${more} }`;
  }
}
