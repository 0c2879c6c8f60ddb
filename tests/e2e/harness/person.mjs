// A person with a browser that is no more than cookies and forms: for tests that need hundreds of logins. It keeps every
// answer that it was sent.

export class Person {
  constructor({ language = 'nl' } = {}) {
    this.cookies = new Map();  // per host
    this.seen = [];            // status, headers and body of every answer
    this.language = language;
    this.strangers = new Set();  // hosts whose answers are not ours to look at
  }

  async request(url, { method = 'GET', form } = {}) {
    const target = new URL(url);
    const jar = this.cookies.get(target.host) ?? new Map();
    const headers = { 'accept-language': this.language };
    if (jar.size) headers.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(target, {
      method, headers, redirect: 'manual', body: form ? new URLSearchParams(form) : undefined,
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair, ...attributes] = cookie.split(';');
      const [name, ...value] = pair.split('=');
      if (attributes.some((each) => each.trim().toLowerCase() === 'max-age=0')) jar.delete(name);
      else jar.set(name, value.join('='));
    }
    this.cookies.set(target.host, jar);
    const body = await response.text();
    if (!this.strangers.has(target.host)) this.seen.push(`${response.status}\n${JSON.stringify([...response.headers])}\n${response.headers.getSetCookie().join('\n')}\n${body}`);
    return { url: target, status: response.status, location: response.headers.get('location'), headers: response.headers, body };
  }

  /** Follows 303s and refresh pages until there is a page that asks for something, or the next address `stopsBefore`. */
  async visit(url, { stopsBefore = () => false, ...options } = {}) {
    let page = await this.request(url, options);
    for (let steps = 0; steps < 12; ++steps) {
      const location = page.location ?? refreshOf(page.body);
      if (!location) return page;
      const next = new URL(location, page.url);
      if (stopsBefore(next)) return { ...page, next };
      page = await this.request(next);
    }
    throw new Error('too many steps');
  }

  submit(page, fields, options) {
    const action = page.body.match(/<form[^>]*action="([^"]+)"/)[1];
    return this.visit(new URL(action, page.url), { ...options, method: 'POST', form: { ...hiddenFields(page.body), ...fields } });
  }

  /** From a service's URL to wherever it ends. */
  async logIn(url, address, mailbox) {
    const addressPage = await this.visit(url);
    const codePage = await this.submit(addressPage, { address });
    if (!codePage.body.includes('name="code"')) return codePage;
    return this.submit(codePage, { code: await mailbox.codeFor(address.toLowerCase()) });
  }
}

export function hiddenFields(html) {
  const form = html.slice(html.indexOf('<form'), html.indexOf('</form>'));
  return Object.fromEntries([...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)" ?\/?>/g)].map((each) => [each[1], each[2]]));
}

function refreshOf(html) {
  const refresh = html.match(/http-equiv="refresh" content="0; ?url=([^"]+)"/i);
  return refresh?.[1].replaceAll('&amp;', '&').replaceAll('&#x2F;', '/').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
}
