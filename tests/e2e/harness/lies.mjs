// The lies of docs/lying-provider.md, as they are told over the wire: what is said, the refusal by which the log names it,
// and the page. `unavailable` where the provider gave nothing that could be judged.

import { createSecretKey } from 'node:crypto';
import { signatures } from './lying_provider.mjs';

/** Titles by their stem in gateway/web/texts/refusal.cpp, Dutch and English, and the status. */
export const pages = {
  provider_proof: { nl: 'Het antwoord van uw organisatie klopt niet', en: 'The answer of your organisation is not right', status: 400 },
  not_vouched: { nl: 'Uw organisatie gaf ons te weinig gegevens', en: 'Your organisation gave us too little', status: 403 },
  wrong_organisation: { nl: 'U logde in bij een andere organisatie', en: 'You logged in at another organisation', status: 403 },
  not_listed: { nl: 'Uw organisatie doet nog niet mee', en: 'Your organisation does not take part yet', status: 403 },
  provider_refused: { nl: 'Uw organisatie liet u niet door', en: 'Your organisation did not let you through', status: 403 },
  state_mismatch: { nl: 'Dit hoort bij een andere inlogpoging', en: 'This belongs to another login', status: 400 },
  flow_unknown: { nl: 'Deze inlogpoging is verlopen', en: 'This login has expired', status: 400 },
  request: { nl: 'Dit verzoek klopt niet', en: 'This request is not right', status: 400 },
  unavailable: { nl: 'Uw organisatie is niet bereikbaar', en: 'Your organisation cannot be reached', status: 503 },
};

const seconds = (more) => Math.floor(Date.now() / 1000) + more;
const claims = (said) => () => ({ claims: said() });
const callback = (change) => () => ({ callback: change });
const token = (answer) => () => ({ instead: { 'az/token': answer } });
const json = (status, object) => (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(object));

/** Never ends: as much as is taken, or a little at a time. */
function endless(response, pause) {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"access_token":"');
  const more = () => {
    if (response.destroyed) return;
    const takesMore = response.write('a'.repeat(pause ? 1 : 16_384));
    if (pause) setTimeout(more, pause);
    else if (takesMore) setImmediate(more);
    else response.once('drain', more);
  };
  response.on('error', () => {});
  more();
}

/** [what, refusal, page, lie] */
export const lies = [
  ['a broken signature', 'id_token_signature', 'provider_proof', () => ({ sign: signatures.broken })],
  ['a signature by a foreign key', 'id_token_signature', 'provider_proof', () => ({ sign: signatures.foreign })],
  ['no kid where there are two keys', 'id_token_signature', 'provider_proof', () => ({ header: { kid: undefined } })],
  ['alg none', 'id_token_algorithm', 'provider_proof', () => ({ header: { alg: 'none' }, sign: signatures.none })],
  ['alg none beside a good signature', 'id_token_algorithm', 'provider_proof', () => ({ header: { alg: 'none' } })],
  ['HS256 with the public key as its secret', 'id_token_algorithm', 'provider_proof', () => ({ header: { alg: 'HS256' }, sign: signatures.hmacWithThePublicKey })],
  ['a key that the token brings along', 'id_token_malformed', 'provider_proof', () => ({ header: { jwk: createSecretKey(Buffer.alloc(32)).export({ format: 'jwk' }) } })],
  ['the type of an access token', 'id_token_malformed', 'provider_proof', () => ({ header: { typ: 'at+jwt' } })],
  ['an ID token that is none', 'id_token_malformed', 'provider_proof', () => ({ tokens: { id_token: 'none' } })],
  ['no ID token', 'provider_answer_malformed', 'provider_proof', () => ({ tokens: { id_token: undefined } })],
  ['an ID token of 20 kB', 'id_token_malformed', 'provider_proof', claims(() => ({ padding: 'a'.repeat(20_000) }))],

  ['iss of another', 'id_token_issuer', 'provider_proof', claims(() => ({ iss: 'https://evil.example' }))],
  ['aud of another', 'id_token_audience', 'provider_proof', claims(() => ({ aud: 'another' }))],
  ['several audiences without azp', 'id_token_authorized_party', 'provider_proof', claims(() => ({ aud: ['sluis-az', 'another'] }))],
  ['azp of another', 'id_token_authorized_party', 'provider_proof', claims(() => ({ azp: 'another' }))],
  ['exp in the past', 'id_token_expired', 'provider_proof', claims(() => ({ exp: seconds(-61) }))],
  ['no exp', 'id_token_expired', 'provider_proof', claims(() => ({ exp: undefined }))],
  ['nbf ahead', 'id_token_not_yet_valid', 'provider_proof', claims(() => ({ nbf: seconds(90) }))],
  ['iat ahead', 'id_token_not_yet_valid', 'provider_proof', claims(() => ({ iat: seconds(90) }))],
  ['another nonce', 'id_token_nonce', 'provider_proof', claims(() => ({ nonce: 'another' }))],
  ['no nonce', 'id_token_nonce', 'provider_proof', claims(() => ({ nonce: undefined }))],
  ['at_hash of another access token', 'id_token_access_token_hash', 'provider_proof', claims(() => ({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }))],
  ['no sub', 'subject_missing', 'not_vouched', claims(() => ({ sub: undefined }))],
  ['an empty sub', 'id_token_subject', 'provider_proof', claims(() => ({ sub: '' }))],

  ['userinfo with another sub', 'userinfo_mismatch', 'provider_proof', () => ({ claims: { email: undefined }, userinfo: { sub: 'another' } })],
  ['userinfo without a sub', 'userinfo_mismatch', 'provider_proof', () => ({ claims: { email: undefined }, userinfo: { sub: undefined } })],
  ['an address of the token that only userinfo would verify', 'email_not_verified', 'not_vouched', claims(() => ({ email_verified: undefined }))],
  ['email_verified false', 'email_not_verified', 'not_vouched', claims(() => ({ email_verified: false }))],
  ['email_verified absent everywhere', 'email_not_verified', 'not_vouched', () => ({ claims: { email_verified: undefined }, userinfo: { email_verified: undefined } })],
  ['email_verified as the text "true"', 'email_not_verified', 'not_vouched', claims(() => ({ email_verified: 'true' }))],
  ['email_verified as the number 1', 'email_not_verified', 'not_vouched', claims(() => ({ email_verified: 1 }))],
  ['an address in an array', 'email_malformed', 'not_vouched', claims(() => ({ email: ['j.devries@minaz.nl'] }))],
  ['two addresses', 'email_malformed', 'not_vouched', claims(() => ({ email: 'j.devries@minaz.nl,a@minaz.nl' }))],
  ['no address', 'email_malformed', 'not_vouched', () => ({ claims: { email: undefined }, userinfo: { email: undefined } })],
  ['an address at the domain of another organisation', 'connector_not_permitted', 'wrong_organisation', claims(() => ({ email: 'j.devries@minbzk.nl' }))],
  ['an address at a domain that is not listed', 'domain_not_listed', 'not_listed', claims(() => ({ email: 'j.devries@evil-minaz.nl' }))],

  ['iss of another beside the code', 'issuer_mismatch', 'provider_proof', callback((back) => back.searchParams.set('iss', 'https://evil.example'))],
  ['no iss though it announces it', 'issuer_mismatch', 'provider_proof', callback((back) => back.searchParams.delete('iss'))],
  ['another state of the same flow', 'state_mismatch', 'state_mismatch', callback((back) => back.searchParams.set('state', `${back.searchParams.get('state').split('.')[0]}.another`))],
  ['the state of a flow that is not hers', 'flow_unknown', 'flow_unknown', callback((back) => back.searchParams.set('state', `another.${back.searchParams.get('state').split('.')[1]}`))],
  ['no state', 'flow_unknown', 'flow_unknown', callback((back) => back.searchParams.delete('state'))],
  ['two codes', 'request_malformed', 'request', callback((back) => back.searchParams.append('code', 'another'))],
  ['no code', 'provider_answer_malformed', 'provider_proof', callback((back) => back.searchParams.delete('code'))],
  ['an error', 'provider_refused', 'provider_refused', callback((back) => { back.searchParams.delete('code'); back.searchParams.set('error', 'access_denied'); })],
  ['an error beside a code', 'provider_refused', 'provider_refused', callback((back) => back.searchParams.set('error', 'access_denied'))],

  ['no tokens for the code', 'provider_refused', 'provider_refused', token(json(400, { error: 'invalid_grant' }))],
  ['tokens of 2 MB', 'unavailable', 'unavailable', token(json(200, { access_token: 'a'.repeat(2_000_000) }))],
  ['an answer without an end', 'unavailable', 'unavailable', token((response) => endless(response))],
  ['a redirect instead of tokens', 'unavailable', 'unavailable', token((response, provider) => response.writeHead(307, { location: `${provider.issuer('bz')}/token` }).end())],
  ['a page instead of tokens', 'unavailable', 'unavailable', token((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welkom</h1>'))],
  ['a member twice in the tokens', 'unavailable', 'unavailable', token((response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"a","access_token":"b"}'))],
  ['a connection that it closes', 'unavailable', 'unavailable', token((response) => response.destroy())],
  ['a failure of its own', 'unavailable', 'unavailable', token(json(500, {}))],
  ['an answer that drips', 'unavailable', 'unavailable', token((response) => endless(response, 500))],
  ['no answer', 'unavailable', 'unavailable', token((response, provider) => provider.hold(response))],
];
