// An organisation's OpenID Connect provider (npm oidc-provider) for ./deploy/demo --with-idp. It asks for no password: whoever
// comes says who she is. It remembers nobody's login, so that each login can be as somebody else.

import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { parseArgs } from 'node:util';
import OpenidProvider from 'oidc-provider';
import { escape, formOf, pagesOf } from './pages.mjs';

const { values: given } = parseArgs({
  options: {
    port: { type: 'string' },
    domain: { type: 'string' },        // the one that it speaks for
    'redirect-uri': { type: 'string' },  // the gateway's
    kept: { type: 'string' },          // the file with its keys
    secret: { type: 'string' },        // the gateway's
    certificate: { type: 'string' },
    key: { type: 'string' },
  },
});
const issuer = `https://localhost:${given.port}`;

/** Made once: with other keys everybody would be a stranger at the next start. */
function keptKeys() {
  if (!existsSync(given.kept)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const kept = {
      signing: { ...privateKey.export({ format: 'jwk' }), kid: 'demo-1', alg: 'RS256', use: 'sig' },
      cookies: randomBytes(32).toString('hex'),
      people: randomBytes(32).toString('hex'),
    };
    writeFileSync(given.kept, JSON.stringify(kept), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(given.kept, 'utf8'));
}

const kept = keptKeys();
const people = new Map();  // `sub` → what is said of her

/** Her `sub`: the same at every start, and nothing to read an address from. */
function welcome(name, claims) {
  const sub = createHmac('sha256', kept.people).update(name).digest('base64url');
  people.set(sub, { sub, ...claims });
  return sub;
}

const employees = [['Jip de Vries', 'j.devries'], ['Noor El Amrani', 'n.elamrani'], ['Sam Bakker', 's.bakker']];
const frauds = {
  'another-domain': { email: 'j.devries@minbzk.nl', email_verified: true },
  'not-verified': { email: `j.devries@${given.domain}`, email_verified: false },
};

/** Whoever was chosen, or undefined. */
function personOf(form) {
  const fraud = form.get('fraud');
  if (Object.hasOwn(frauds, fraud ?? '')) return welcome(`fraud ${fraud}`, frauds[fraud]);
  const name = (form.get('person') || form.get('typed') || '').trim().toLowerCase();
  if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(name) || name.length > 60) return undefined;
  return welcome(name, { email: `${name}@${given.domain}`, email_verified: true });
}

// No limit on where a form may lead: after it the gateway sends her on to a service that this provider does not know.
const show = pagesOf({
  name: ['Algemene Zaken', 'General Affairs'],
  is: ['Inlogpagina van de organisatie (demonstratie)', "The organisation's login page (demonstration)"],
  day: '#1d5c3a', night: '#8fd3ab', formAction: '*',
});

function peoplePage(say) {
  const button = (field, value, label, hint, look = '') => `<button name="${field}" value="${value}"${look}>${escape(label)}<small>${escape(hint)}</small></button>`;
  return {
    title: say('Wie bent u?', 'Who are you?'),
    body: `<p>${say('Een echte organisatie vraagt hier om een wachtwoord of een pas. Deze niet: kies iemand.', 'A real organisation asks for a password or a card here. This one does not: choose somebody.')}</p>
<form method="post">${employees.map(([label, name]) => button('person', name, label, `${name}@${given.domain}`)).join('')}</form>
<h2>${say('Of iemand anders', 'Or somebody else')}</h2>
<form method="post"><label for="typed">${say('Naam', 'Name')}</label>
<div class="typed"><input id="typed" name="typed" required maxlength="60" pattern="[A-Za-z0-9]+([.\\-][A-Za-z0-9]+)*" autocapitalize="none" autocomplete="off" spellcheck="false"><span>@${escape(given.domain)}</span></div>
<button class="short">${say('Inloggen', 'Log in')}</button></form>
<h2>${say('Of probeer wat niet mag', 'Or try what is not allowed')}</h2>
<p>${say('De gateway weigert deze twee.', 'The gateway refuses these two.')}</p>
<form method="post">${button('fraud', 'another-domain', say('Een adres van een andere organisatie', 'An address of another organisation'), frauds['another-domain'].email, ' class="plain"')}
${button('fraud', 'not-verified', say('Een adres dat niet is gecontroleerd', 'An address that was not verified'), 'email_verified: false', ' class="plain"')}</form>`,
  };
}

const brokenPage = (say) => ({
  title: say('Dit gaat niet goed', 'This is not right'),
  body: `<p>${say('Ga terug naar de dienst en begin daar opnieuw.', 'Go back to the service and start again there.')}</p>`,
});

const provider = new OpenidProvider(issuer, {
  clients: [{ client_id: 'sluis', client_secret: readFileSync(given.secret, 'utf8').trim(), redirect_uris: [given['redirect-uri']], response_types: ['code'] }],
  jwks: { keys: [kept.signing] },
  cookies: { keys: [kept.cookies] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  findAccount: (_, sub) => (people.has(sub) ? { accountId: sub, claims: () => people.get(sub) } : undefined),
  renderError: (ctx) => {
    ctx.respond = false;
    show(ctx.req, ctx.res, brokenPage, ctx.status);
  },
});
const answer = provider.callback();

async function interact(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') return show(request, response, peoplePage);
  const accountId = personOf(await formOf(request));
  if (!accountId) return show(request, response, peoplePage, 400);
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope('openid email');
  return provider.interactionFinished(request, response,
    { login: { accountId, remember: false }, consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: false });
}

createServer({ key: readFileSync(given.key), cert: readFileSync(given.certificate) }, (request, response) => {
  const { pathname } = new URL(request.url, issuer);
  if (pathname.startsWith('/interaction/')) {
    interact(request, response).catch(() => show(request, response, brokenPage, 400));
    return;
  }
  if (pathname === '/auth') delete request.headers.cookie;  // whoever was here before
  answer(request, response);
}).on('error', (error) => {
  console.error(`provider: ${error.message}`);
  process.exit(1);
}).listen(Number(given.port), '127.0.0.1', () => console.log(`ready ${issuer}`));
