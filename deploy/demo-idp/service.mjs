// A service (npm openid-client) for ./deploy/demo --with-idp. It asks for all that it may hope to get, and shows every claim that it
// received and what it did not get.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import * as openid from 'openid-client';
import { meaningOf, missing } from './claims.mjs';
import { cookieOf, escape, languageOf, pagesOf } from './pages.mjs';

const { values: given } = parseArgs({
  options: {
    port: { type: 'string' },
    gateway: { type: 'string' },  // its issuer
    secret: { type: 'string' },   // the file with ours
  },
});
const origin = `http://127.0.0.1:${given.port}`;

const gateway = await openid.discovery(new URL(given.gateway), 'example', {}, openid.ClientSecretPost(readFileSync(given.secret, 'utf8').trim()));
// Without this the signature of an ID token that came by TLS is not looked at.
openid.enableNonRepudiationChecks(gateway);

const browsers = new Map();  // cookie → { pending, login }
const visits = new Map();    // pseudonym → how often it came

const show = pagesOf({
  name: ['Voorbeelddienst', 'Example service'],
  is: ['Een dienst waar u inlogt (demonstratie)', 'A service that you log in to (demonstration)'],
  day: '#5b2a86', night: '#cdb0ee', formAction: `'self' ${given.gateway}`,
});

function browserOf(request, response) {
  let name = cookieOf(request, 'demo_service');
  if (!browsers.has(name)) {
    name = randomBytes(16).toString('hex');
    browsers.set(name, {});
    response.setHeader('set-cookie', `demo_service=${name}; Path=/; HttpOnly; SameSite=Lax`);
  }
  return browsers.get(name);
}

const startPage = (say) => ({
  title: say('U bent niet ingelogd', 'You are not logged in'),
  body: `<p>${say('Log in via Sluis. Daarna ziet u hier alles wat deze dienst over u kreeg.', 'Log in through Sluis. After that you see here all that this service received about you.')}</p>
<form method="post" action="/login"><button class="short" id="login">${say('Inloggen', 'Log in')}</button></form>`,
});

const refusedPage = (error) => (say) => ({
  title: say('U bent niet ingelogd', 'You are not logged in'),
  body: `<p>${say('Het inloggen lukte niet. De dienst kreeg alleen dit te horen:', 'The login did not succeed. All that the service was told is:')} <code id="error">${escape(error)}</code></p>
<form method="post" action="/login"><button class="short">${say('Opnieuw inloggen', 'Log in again')}</button></form>`,
});

function claimList(claims, say) {
  const rows = Object.entries(claims).map(([name, value]) => `<div><dt>${escape(name)}</dt>
<dd class="value">${escape(typeof value === 'string' ? value : JSON.stringify(value))}</dd>
<dd class="meaning">${escape(say(...meaningOf(name, value)))}</dd></div>`);
  return `<dl>${rows.join('\n')}</dl>`;
}

function missingList(received, say) {
  const rows = missing(received).map(({ what, isAbsent }) => (isAbsent
    ? `<li>${escape(say(...what))}</li>`
    : `<li class="received"><strong>${escape(say(`Wel gekregen: ${what[0]}`, `Received after all: ${what[1]}`))}</strong></li>`));
  return `<ul id="missing">${rows.join('\n')}</ul>`;
}

const claimsPage = ({ received, times }) => (say) => ({
  title: say('Dit weet deze dienst van u', 'This is what this service knows about you'),
  body: `<p>${say('U bent ingelogd als', 'You are logged in as')} <strong>${escape(received.userinfo.name ?? received.id_token.sub)}</strong>. ${say('Die naam is verzonnen. Uw pseudoniem is', 'That name is made up. Your pseudonym is')} <span class="value">${escape(received.id_token.sub)}</span>.
${times === 1 ? say('Deze dienst ziet u voor het eerst sinds zij is gestart.', 'This service sees you for the first time since it was started.') : say(`Deze dienst herkent u: keer ${times} sinds zij is gestart.`, `This service recognises you: visit ${times} since it was started.`)}</p>
<form method="post" action="/logout"><button class="short" id="logout">${say('Uitloggen', 'Log out')}</button></form>
<h2>${say('Wat zij niet kreeg', 'What it did not get')}</h2>
<p>${say('De dienst vroeg wel om uw e-mailadres, telefoonnummer en adres: scope', 'It did ask for your e-mail address, phone number and address: scope')} <code>email phone address</code>.</p>
${missingList(received, say)}
<h2>${say('Wat zij wel kreeg: het ID-token', 'What it did get: the ID token')}</h2>
${claimList(received.id_token, say)}
<h2>${say('Wat zij wel kreeg: userinfo', 'What it did get: userinfo')}</h2>
${claimList(received.userinfo, say)}
<h2>${say('Alles bij elkaar', 'All of it')}</h2>
<details><summary>${say('Elk antwoord van de gateway, zonder de tokens zelf', 'Every answer of the gateway, without the tokens themselves')}</summary><pre id="received">${escape(JSON.stringify(received, null, 2))}</pre></details>`,
});

async function logIn(request, response, browser) {
  const pending = { verifier: openid.randomPKCECodeVerifier(), state: openid.randomState(), nonce: openid.randomNonce() };
  browser.pending = pending;
  const url = openid.buildAuthorizationUrl(gateway, {
    redirect_uri: `${origin}/callback`,
    scope: 'openid profile email phone address',
    code_challenge: await openid.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    state: pending.state,
    nonce: pending.nonce,
    ui_locales: languageOf(request),
  });
  response.writeHead(303, { location: url.href }).end();
}

async function comeBack(request, response, browser) {
  const { pending } = browser;
  delete browser.pending;
  if (!pending) return response.writeHead(303, { location: '/' }).end();
  const tokens = await openid.authorizationCodeGrant(gateway, new URL(request.url, origin), {
    pkceCodeVerifier: pending.verifier, expectedState: pending.state, expectedNonce: pending.nonce, idTokenExpected: true,
  });
  const claims = tokens.claims();
  const userinfo = await openid.fetchUserInfo(gateway, tokens.access_token, claims.sub);
  const { access_token: _, id_token: idToken, ...answer } = tokens;
  const header = JSON.parse(Buffer.from(idToken.split('.')[0], 'base64url'));
  visits.set(claims.sub, (visits.get(claims.sub) ?? 0) + 1);
  browser.login = { idToken, times: visits.get(claims.sub), received: { id_token: claims, userinfo, id_token_header: header, token_answer: answer } };
  return response.writeHead(303, { location: '/' }).end();
}

function logOut(response, browser) {
  const { login } = browser;
  delete browser.login;
  if (!login) return response.writeHead(303, { location: '/' }).end();
  const url = openid.buildEndSessionUrl(gateway, { id_token_hint: login.idToken, post_logout_redirect_uri: `${origin}/` });
  return response.writeHead(303, { location: url.href }).end();
}

async function answer(request, response) {
  const browser = browserOf(request, response);
  const { pathname } = new URL(request.url, origin);
  switch (`${request.method} ${pathname}`) {
    case 'GET /': return show(request, response, browser.login ? claimsPage(browser.login) : startPage);
    case 'POST /login': return logIn(request, response, browser);
    case 'GET /callback': return comeBack(request, response, browser);
    case 'POST /logout': return logOut(response, browser);
    default: return response.writeHead(404).end();
  }
}

createServer((request, response) => {
  // What the gateway says of a refusal, else what openid-client found wrong.
  answer(request, response).catch((error) => show(request, response, refusedPage(error.error ?? error.code ?? error.name), 400));
}).on('error', (error) => {
  console.error(`service: ${error.message}`);
  process.exit(1);
}).listen(Number(given.port), '127.0.0.1', () => console.log(`ready ${origin}`));
