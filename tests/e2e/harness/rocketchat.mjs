// A stand-in for Rocket.Chat that is set up by the files in deploy/rocketchat, to the letter, and then sends what Rocket.Chat
// was seen to send: custom OAuth as up to version 7 and as from 8 on, and SAML. It is as strict in what it reads, too.

import { execFileSync } from 'node:child_process';
import { createHash, createSign, createVerify, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { stringify } from 'node:querystring';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { temporaryFolder } from './process.mjs';

const shipped = join(import.meta.dirname, '../../../deploy/rocketchat');
const kProtocol = 'urn:oasis:names:tc:SAML:2.0:protocol';
const kAssertion = 'urn:oasis:names:tc:SAML:2.0:assertion';

/** The environment that docker compose makes of that file: one setting a line, with variables in it. */
export function settingsOf(file, variables) {
  const settings = new Map();
  for (const [, name, text] of readFileSync(join(shipped, file), 'utf8').matchAll(/^ {6}([A-Za-z][\w-]*): (.*)$/gm)) {
    const value = text.startsWith('"') ? JSON.parse(text) : text.replace(/^'(.*)'$/, '$1');
    settings.set(name.replace('OVERWRITE_SETTING_', ''), value.replace(/\$\{(\w+)(?::([?-])([^}]*))?\}/g, (_, variable, kind, otherwise) => {
      if (variables[variable]) return variables[variable];
      if (kind !== '-') throw new Error(`${variable} is not set: ${otherwise}`);
      return otherwise;
    }));
  }
  return settings;
}

/** The claims as Rocket.Chat takes a person from them (it looks for `id`, then `sub`). */
function personOf(identity, setting) {
  const field = (name) => {
    const wanted = setting(name);
    if (!wanted) return undefined;
    if (!identity[wanted]) throw new Error(`Failed to extract ${name}`);
    return identity[wanted];
  };
  return { id: identity.id ?? identity.sub, username: field('username_field'), email: field('email_field') ?? identity.email, name: field('name_field') };
}

const escaped = (text) => text.replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`);
const page = (id, text = '') => `<title>Rocket.Chat</title><h1 id="${id}">${escaped(text)}</h1>`;

export class RocketChat {
  /** `generation`: 7 or 8. `signs`: has a key of its own for SAML. */
  constructor({ generation = 7, signs = false } = {}) {
    this.generation = generation;
    this.signs = signs;
    this.users = [];       // as its database has them
    this.farewells = [];   // LogoutRequests that it was sent
    this.documents = [];   // Responses as they came, with their RelayState
    this.pending = new Map();
    this.server = createServer((request, response) => this.answer(request, response).catch((error) => {
      this.lastError = error;
      response.writeHead(500, { 'content-type': 'text/html' }).end(page('error', error.message));
    }));
  }

  async listen() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.site = `http://127.0.0.1:${this.server.address().port}`;
    this.temporary = temporaryFolder('rocketchat');
    if (this.signs) {
      const [key, certificate] = ['key.pem', 'cert.pem'].map((name) => join(this.temporary.path, name));
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=chat', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
      this.key = readFileSync(key);
      this.certificate = readFileSync(certificate, 'utf8').replace(/-----.*-----|\n/g, '');
    }
  }

  /** `variables`: what stands in .env. */
  configure(files, variables) {
    this.settings = new Map(files.flatMap((file) => [...settingsOf(file, { SITE: this.site, ...variables })]));
  }

  get metadataFile() {
    const file = join(this.temporary.path, 'metadata.xml');
    writeFileSync(file, this.metadata());
    return file;
  }

  oauth(name) { return this.settings.get(`Accounts_OAuth_Custom-Sluis-${name}`); }

  saml(name) { return this.settings.get(`SAML_Custom_Default_${name}`); }

  get redirectUri() { return `${this.site}/_oauth/sluis`; }

  async answer(request, response) {
    const url = new URL(request.url, this.site);
    const go = (location) => response.writeHead(302, { location }).end();
    const say = (id, text) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(id, text));
    const body = new URLSearchParams((await Array.fromAsync(request)).join(''));
    switch (url.pathname) {
      case '/login/oauth': return go(this.oauthStart());
      case '/_oauth/sluis': return say('home', (await this.oauthFinish(url.searchParams)).username);
      case '/login/saml': return go(this.samlStart());
      case '/_saml/validate/sluis': return say('home', this.samlFinish(body).username);
      case '/logout/saml': return go(this.samlLogout());
      case '/_saml/logout/sluis/': return url.searchParams.has('SAMLRequest') ? go(this.samlToldOff(url)) : say('left', this.samlLoggedOut(url));
      case '/logout/script': return response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>x</title><script>${this.settings.get('Custom_Script_On_Logout')}</script>`);
      default: return say('start', this.generation.toString());
    }
  }

  // Custom OAuth.

  /** Up to 7 the client's id stands there as it is, and nothing proves the exchange but the secret; from 8 on there is PKCE. */
  oauthStart() {
    const where = this.oauth('url') + this.oauth('authorize_path');
    if (this.generation < 8) {
      const state = Buffer.from(JSON.stringify({ loginStyle: this.oauth('login_style'), credentialToken: randomBytes(16).toString('base64url'), isCordova: false, redirectUrl: `${this.site}/home` })).toString('base64');
      this.pending.set(state, {});
      return `${where}?client_id=${this.oauth('id')}&redirect_uri=${encodeURIComponent(this.redirectUri)}&response_type=code&state=${encodeURIComponent(state)}&scope=${encodeURIComponent(this.oauth('scope'))}`;
    }
    const [state, verifier] = [randomBytes(18).toString('base64url'), randomBytes(32).toString('base64url')];
    this.pending.set(state, { verifier });
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    return `${where}?${stringify({ response_type: 'code', redirect_uri: this.redirectUri, scope: this.oauth('scope'), state, code_challenge: challenge, code_challenge_method: 'S256', client_id: this.oauth('id') })}`;
  }

  /** What goes to the token endpoint. */
  tokenRequest({ code, state, verifier }) {
    const form = { code, redirect_uri: this.redirectUri, grant_type: 'authorization_code' };
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    if (this.generation >= 8) {
      return { headers, form: { ...form, code_verifier: verifier, client_id: this.oauth('id'), client_secret: this.oauth('secret') } };
    }
    if (this.oauth('token_sent_via') === 'header') {
      headers.authorization = `Basic ${Buffer.from(`${this.oauth('id')}:${this.oauth('secret')}`).toString('base64')}`;
      return { headers, form: { ...form, state } };
    }
    return { headers, form: { ...form, state, client_secret: this.oauth('secret'), client_id: this.oauth('id') } };
  }

  async oauthFinish(query) {
    const state = query.get('state');
    if (!this.pending.has(state)) throw new Error('the state is not what was sent');
    const { headers, form } = this.tokenRequest({ code: query.get('code'), state, verifier: this.pending.get(state).verifier });
    const answer = await fetch(this.oauth('url') + this.oauth('token_path'), { method: 'POST', headers, body: new URLSearchParams(form) });
    if (!answer.ok) throw new Error(`Failed to complete OAuth handshake: ${answer.status} ${await answer.text()}`);
    this.tokens = await answer.json();
    if (Number.isNaN(Number.parseInt(this.tokens.expires_in, 10))) throw new Error('expires_in is no number');
    this.identity = await this.identityBy(this.tokens.access_token);
    return this.enter({ ...personOf(this.identity, (name) => this.oauth(name)), service: 'sluis' });
  }

  async identityBy(token) {
    const via = this.oauth('identity_token_sent_via');
    const byHeader = (via === 'default' ? this.oauth('token_sent_via') : via) === 'header';
    const where = new URL(this.oauth('url') + this.oauth('identity_path'));
    if (!byHeader) where.searchParams.set(this.oauth('access_token_param'), token);
    const answer = await fetch(where, { headers: { accept: 'application/json', ...(byHeader ? { authorization: `Bearer ${token}` } : {}) } });
    if (!answer.ok) throw new Error(`Failed to fetch identity: ${answer.status}`);
    return answer.json();
  }

  /** Who has this id is her; who has her name and not her id is in her way. */
  enter(person) {
    if (!new RegExp(`^${this.settings.get('UTF8_User_Names_Validation')}$`).test(person.username)) throw new Error('Username invalid');
    const named = this.users.find((user) => user.username.toLowerCase() === person.username.toLowerCase());
    if (named && named.id !== person.id && this.oauth('merge_users') !== 'true') throw new Error(`User with username ${named.username} already exists`);
    if (named) return named;
    this.users.push(person);
    return person;
  }

  // SAML.

  metadata() {
    const key = this.certificate ? `<KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${this.certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${
      ['aes256-cbc', 'aes128-cbc', 'tripledes-cbc'].map((name) => `<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#${name}"/>`).join('')}</KeyDescriptor>` : '';
    return `<?xml version="1.0"?>
<EntityDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:oasis:names:tc:SAML:2.0:metadata https://docs.oasis-open.org/security/saml/v2.0/saml-schema-metadata-2.0.xsd" xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${this.saml('issuer')}">
<SPSSODescriptor protocolSupportEnumeration="${kProtocol}">${key}
<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${this.site}/_saml/logout/sluis/" ResponseLocation="${this.site}/_saml/logout/sluis/"/>
<NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>
<AssertionConsumerService index="1" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${this.site}/_saml/validate/sluis"/>
</SPSSODescriptor></EntityDescriptor>`;
  }

  /** `parameters` in the order in which they stand there, signed as Node writes them. */
  redirectTo(location, parameters) {
    if (!this.key) return `${location}?${stringify(parameters)}`;
    const signed = { ...parameters, SigAlg: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256' };
    const Signature = createSign('RSA-SHA256').update(stringify(signed)).sign(this.key, 'base64');
    return `${location}?${stringify({ ...signed, Signature })}`;
  }

  /** `context`: the wish for a login by password, which older versions cannot leave out. */
  samlStart() {
    const id = `id-${randomBytes(10).toString('hex')}`;
    this.pending.set(id, {});
    const context = this.generation < 8 ? `<samlp:RequestedAuthnContext xmlns:samlp="${kProtocol}" Comparison="exact">
  <saml:AuthnContextClassRef xmlns:saml="${kAssertion}">
    urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport
  </saml:AuthnContextClassRef>
</samlp:RequestedAuthnContext>` : '';
    const xml = `<samlp:AuthnRequest xmlns:samlp="${kProtocol}" ID="${id}" Version="2.0" IssueInstant="${new Date().toISOString()}" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" AssertionConsumerServiceURL="${this.site}/_saml/validate/sluis" Destination="${this.saml('entry_point')}">
  <saml:Issuer xmlns:saml="${kAssertion}">${this.saml('issuer')}</saml:Issuer>
  <samlp:NameIDPolicy xmlns:samlp="${kProtocol}" Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress" AllowCreate="true"></samlp:NameIDPolicy>
  ${context}
</samlp:AuthnRequest>`;
    return this.redirectTo(this.saml('entry_point'), { SAMLRequest: deflateRawSync(xml).toString('base64'), RelayState: this.saml('provider') });
  }

  /** Response and Assertion each have a signature of their own as a child, by the certificate of the settings and no other. */
  checkSignatures(xml) {
    if (!this.saml('cert')) throw new Error('no certificate: anybody would be believed');
    const [file, certificate] = ['response.xml', 'gateway.pem'].map((name) => join(this.temporary.path, name));
    writeFileSync(file, xml);
    writeFileSync(certificate, `-----BEGIN CERTIFICATE-----\n${this.saml('cert').match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`);
    for (const [element, space] of [['Response', kProtocol], ['Assertion', kAssertion]]) {
      const found = [...xml.matchAll(new RegExp(`<(?:\\w+:)?${element} [^>]*?ID="([^"]+)"`, 'g'))];
      if (found.length !== 1) throw new Error(`${found.length} of ${element}`);
      execFileSync('xmlsec1', ['--verify', '--enabled-key-data', 'x509', '--pubkey-cert-pem', certificate, '--id-attr:ID', `${space}:${element}`,
        '--node-xpath', `/descendant::*[local-name()="${element}"]/*[local-name()="Signature"]`, file], { stdio: 'pipe' });
    }
  }

  samlFinish(body) {
    const xml = Buffer.from(body.get('SAMLResponse'), 'base64').toString();
    this.documents.push({ xml, relayState: body.get('RelayState') });
    const status = xml.match(/StatusCode Value="([^"]+)"/)[1];
    if (status !== 'urn:oasis:names:tc:SAML:2.0:status:Success') throw new Error(`Status is: ${status}`);
    this.checkSignatures(xml);
    const drift = Number(this.saml('allowed_clock_drift'));
    this.checkTimes(xml, Date.now() + drift);
    if (!this.pending.delete(xml.match(/InResponseTo="([^"]+)"/)[1])) throw new Error('an answer to nothing');
    const attributes = Object.fromEntries([...xml.matchAll(/<(?:\w+:)?Attribute [^>]*?Name="([^"]+)"[^>]*>(.*?)<\/(?:\w+:)?Attribute>/gs)]
      .map(([, name, inside]) => [name, inside.match(/AttributeValue[^>]*>([^<]*)</)[1]]));
    const map = JSON.parse(this.saml('user_data_fieldmap'));
    if (!attributes[map.__identifier__]) throw new Error('SAML Profile did not have the expected identifier');
    const person = { id: attributes[map.__identifier__], username: attributes[map.username], email: attributes[map.email], name: attributes[map.name] };
    if (!person.email) throw new Error('SAML Profile did not contain an email address');
    this.session = { nameId: xml.match(/<(?:\w+:)?NameID[^>]*>([^<]+)</)[1], index: xml.match(/SessionIndex="([^"]+)"/)[1] };
    return this.enter(person);
  }

  /** `now` in milliseconds. Every NotBefore and NotOnOrAfter there is. */
  checkTimes(xml, now) {
    for (const [, time] of xml.matchAll(/NotBefore="([^"]+)"/g)) if (now < Date.parse(time)) throw new Error('NotBefore assertion failed');
    for (const [, time] of xml.matchAll(/ NotOnOrAfter="([^"]+)"/g)) if (now >= Date.parse(time)) throw new Error('NotOnOrAfter assertion failed');
  }

  /** With a NameQualifier that means nothing, and the Format of the settings whatever came. */
  samlLogout() {
    this.logoutId = `_id-${randomBytes(10).toString('hex')}`;
    const xml = `<samlp:LogoutRequest xmlns:samlp="${kProtocol}" ID="${this.logoutId}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${this.saml('idp_slo_redirect_url')}">
  <saml:Issuer xmlns:saml="${kAssertion}">${this.saml('issuer')}</saml:Issuer>
  <saml:NameID xmlns:saml="${kAssertion}" NameQualifier="http://id.init8.net:8080/openam" SPNameQualifier="${this.saml('issuer')}" Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${this.session.nameId}</saml:NameID>
  <samlp:SessionIndex xmlns:samlp="${kProtocol}">${this.session.index}</samlp:SessionIndex>
</samlp:LogoutRequest>`;
    return this.redirectTo(this.saml('idp_slo_redirect_url'), { SAMLRequest: deflateRawSync(xml).toString('base64'), RelayState: `${this.site}/` });
  }

  /** The octets of the address as they came, signed by the certificate of the settings. */
  readRedirect(url, name) {
    const [signed, signature] = url.search.slice(1).split('&Signature=');
    const certificate = `-----BEGIN CERTIFICATE-----\n${this.saml('cert').match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;
    if (!createVerify('RSA-SHA256').update(signed).verify(certificate, decodeURIComponent(signature), 'base64')) throw new Error('Invalid Signature');
    return inflateRawSync(Buffer.from(url.searchParams.get(name), 'base64')).toString();
  }

  samlLoggedOut(url) {
    const xml = this.readRedirect(url, 'SAMLResponse');
    if (xml.match(/InResponseTo="([^"]+)"/)[1] !== this.logoutId) throw new Error('no user associated with inResponseTo');
    const status = [...xml.matchAll(/StatusCode Value="[^"]*:([^":]+)"/g)].map((each) => each[1]).join(' ');
    return status;
  }

  /** Its answer bears the ID of the request, names nothing that it answers, and its RelayState is its own affair. */
  samlToldOff(url) {
    const xml = this.readRedirect(url, 'SAMLRequest');
    const [nameId, index] = [xml.match(/<(?:\w+:)?NameID[^>]*>([^<]+)</)[1], xml.match(/SessionIndex[^>]*>([^<]+)</)[1]];
    this.farewells.push({ nameId, index });
    if (nameId !== this.session.nameId && index !== this.session.index) throw new Error('no user associated with session');
    const answer = `<samlp:LogoutResponse xmlns:samlp="${kProtocol}" ID="${xml.match(/ ID="([^"]+)"/)[1]}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${this.saml('idp_slo_redirect_url')}">
  <saml:Issuer xmlns:saml="${kAssertion}">${this.saml('issuer')}</saml:Issuer>
  <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
</samlp:LogoutResponse>`;
    return this.redirectTo(this.saml('idp_slo_redirect_url'), { SAMLResponse: deflateRawSync(answer).toString('base64'),
      RelayState: this.generation < 8 ? `${this.site}/` : url.searchParams.get('RelayState') });
  }

  async stop() {
    await new Promise((resolve) => { this.server.close(resolve); this.server.closeAllConnections(); });
    this.temporary.remove();
  }
}
