// How the pages of the provider and of the service look: Dutch or English, one plain sheet, no scripts.

import { createHash } from 'node:crypto';

const style = `
:root { color-scheme: light dark; --ground: #f1f1ee; --sheet: #fff; --ink: #1b1c1e; --soft: #55585e; --line: #d9dadd; --brand: var(--day); --on-brand: #fff }
@media (prefers-color-scheme: dark) { :root { --ground: #16171a; --sheet: #212328; --ink: #f1f1ee; --soft: #b4b8c0; --line: #3a3d45; --brand: var(--night); --on-brand: #16171a } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.125rem/1.6 "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; overflow-wrap: anywhere }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .25rem 1.5rem; padding: .75rem 1.25rem; border-top: .5rem solid var(--brand); background: var(--sheet) }
header strong { font-size: 1.25rem }
header span { display: block; color: var(--soft); font-size: 1rem }
main { max-width: 44rem; margin: 1px auto 0; padding: 1.5rem 1.25rem 2.5rem; background: var(--sheet) }
@media (min-width: 48rem) { main { margin: 2.5rem auto; padding: 2.5rem 3rem; border-radius: 1rem } }
h1 { margin: 0 0 .5rem; font-size: clamp(1.6rem, 1.3rem + 1.5vw, 2.1rem); line-height: 1.2 }
h2 { margin: 2.25rem 0 .5rem; font-size: 1.3rem; line-height: 1.3 }
p { margin: .5rem 0 1rem }
a { color: var(--brand) }
header a { display: inline-block; padding: .5rem 0; font-weight: 600 }
button { display: block; width: 100%; min-height: 3.25rem; margin: .75rem 0; padding: .625rem 1.25rem; border: 2px solid var(--brand); border-radius: .5rem; background: var(--brand); color: var(--on-brand); font: inherit; font-weight: 650; text-align: left; cursor: pointer }
button.plain { background: transparent; color: var(--brand) }
button.short { width: auto; min-width: 10rem; text-align: center }
button small { display: block; font-size: 1rem; font-weight: 400 }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px }
label { display: block; font-weight: 650 }
.typed { display: flex; align-items: center; gap: .5rem }
input { flex: 1; min-width: 0; min-height: 3.25rem; padding: .5rem .875rem; border: 2px solid var(--soft); border-radius: .5rem; background: var(--sheet); color: var(--ink); font: inherit }
dl { margin: 0 }
dl > div { padding: .75rem 0; border-top: 1px solid var(--line) }
dt { font-weight: 650 }
dd { margin: 0 }
.value, pre { font: 1rem/1.5 ui-monospace, Menlo, Consolas, "Liberation Mono", monospace }
.meaning { color: var(--soft); font-size: 1rem }
ul { margin: 0; padding-left: 1.25rem }
li { padding: .25rem 0 }
pre { overflow-x: auto; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; white-space: pre-wrap }
summary { padding: .75rem 0; cursor: pointer }
`;

export const escape = (text) => String(text).replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);

/** The value of a cookie, or undefined. */
export function cookieOf(request, name) {
  const found = (request.headers.cookie ?? '').split(/; */).find((each) => each.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** What she chose, else what her browser asks for, else Dutch. */
export function languageOf(request) {
  const chosen = new URL(request.url, 'http://localhost').searchParams.get('language') ?? cookieOf(request, 'demo_language');
  if (chosen === 'nl' || chosen === 'en') return chosen;
  return /^en/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'nl';
}

/** Reads the fields of a posted form. */
export async function formOf(request) {
  let text = '';
  for await (const part of request) {
    text += part;
    if (text.length > 10_000) throw new Error('the form is too large');
  }
  return new URLSearchParams(text);
}

/**
 * A function that answers with a page. `house`: `name` and `is` in both languages, `day` and `night` (its colour), and
 * `formAction`: the origins that a form may lead to. A page is given as a function of `say(nl, en)`.
 */
export function pagesOf({ name, is, day, night, formAction }) {
  const sheet = `:root { --day: ${day}; --night: ${night} }${style}`;
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(sheet).digest('base64')}'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`;
  return (request, response, describe, status = 200) => {
    const language = languageOf(request);
    const say = (nl, en) => (language === 'nl' ? nl : en);
    const { title, body } = describe(say);
    const path = new URL(request.url, 'http://localhost').pathname;
    // A page that answers a POST cannot be asked for again in the other language.
    const other = request.method === 'GET' ? `<a href="${escape(path)}?language=${say('en', 'nl')}" lang="${say('en', 'nl')}">${say('English', 'Nederlands')}</a>` : '';
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'set-cookie': [...[response.getHeader('set-cookie') ?? []].flat(), `demo_language=${language}; Path=/; HttpOnly; SameSite=Lax`],
    }).end(`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)} – ${escape(say(...name))}</title><style>${sheet}</style></head>
<body>
<header><div><strong>${escape(say(...name))}</strong><span>${escape(say(...is))}</span></div>${other}</header>
<main>
<h1>${escape(title)}</h1>
${body}
</main>
</body>
</html>
`);
  };
}
