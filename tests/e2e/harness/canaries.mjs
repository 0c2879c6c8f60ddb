// What to look for after people have passed: their addresses, in every form that an address could have become.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

/** Everything that an address could have become. */
export function forms(canaries) {
  const all = new Map();
  for (const text of canaries) {
    for (const variant of [text, text.toUpperCase()]) {
      all.set(variant, `clear: ${text}`);
      // base64 of the text wherever it starts in a group of three octets
      for (const shift of [0, 1, 2]) {
        const encoded = Buffer.from('\0'.repeat(shift) + variant).toString('base64').replace(/=+$/, '');
        const inner = encoded.slice(shift === 0 ? 0 : 4, -4);
        if (inner.length >= kWindow) {
          all.set(inner, `base64: ${text}`);
          all.set(inner.replaceAll('+', '-').replaceAll('/', '_'), `base64url: ${text}`);
        }
      }
      all.set(Buffer.from(variant).toString('hex'), `hex: ${text}`);
      all.set(encodeURIComponent(variant), `percent: ${text}`);
      for (const algorithm of ['sha256', 'sha1', 'md5', 'sha512']) {
        const hash = createHash(algorithm).update(variant).digest();
        all.set(hash.toString('hex'), `${algorithm}: ${text}`);
        all.set(hash.toString('base64').replace(/=+$/, ''), `${algorithm}: ${text}`);
        all.set(hash.toString('base64url'), `${algorithm}: ${text}`);
        all.set(hash.toString('latin1'), `${algorithm} octets: ${text}`);
      }
    }
  }
  return all;
}

const kWindow = 12;  // every form is at least as long

/** The forms by their first octets, so that one pass over a text looks for all of them. */
export function indexed(all) {
  const index = new Map();
  for (const [form, what] of all) {
    assert.ok(form.length >= kWindow, what);
    const start = form.slice(0, kWindow);
    if (!index.has(start)) index.set(start, []);
    index.get(start).push({ form, what });
  }
  return index;
}

export function hits(name, octets, index) {
  const text = Buffer.isBuffer(octets) ? octets.toString('latin1') : octets;
  const found = [];
  for (let at = 0; at + kWindow <= text.length; ++at) {
    for (const { form, what } of index.get(text.slice(at, at + kWindow)) ?? []) {
      if (text.startsWith(form, at)) found.push(`${name}: ${what}`);
    }
  }
  return found;
}

/** Every way in which memory may spell a word: as it is, in other character sets, and encoded. */
function spellings(word) {
  const all = new Map();
  for (const text of [word, word.toUpperCase()]) {
    const octets = Buffer.from(text);
    all.set('UTF-8', octets);
    const wide = Buffer.from(text, 'utf16le');
    all.set('UTF-16LE', wide);
    all.set('UTF-16BE', Buffer.from(wide).swap16());
    const codes = [...octets].map((octet) => octet.toString(16).padStart(2, '0'));
    for (const [name, mark] of [['hex', ''], ['percent-encoded', '%'], ['quoted-printable', '=']]) {
      for (const each of [codes, codes.map((code) => code.toUpperCase())]) all.set(`${name} ${each === codes}`, Buffer.from(each.map((code) => mark + code).join('')));
    }
    // Wherever it starts in a group of three octets: the groups that are all its own.
    for (const shift of [0, 1, 2]) {
      const from = (3 - shift) % 3;
      const own = octets.subarray(from, from + Math.floor((octets.length - from) / 3) * 3);
      all.set(`base64 from ${from}`, Buffer.from(own.toString('base64')));
    }
    if (text !== word) break;
    for (const [name, spelled] of [...all]) { all.delete(name); all.set(`${name}, lower case`, spelled); }
  }
  return all;
}

/** Where a dump of memory holds a word that all canaries share: how it is spelled, and what stands around it. */
export function traces(memory, word) {
  const found = [];
  for (const [name, spelled] of spellings(word)) {
    assert.ok(spelled.length >= 6, name);
    for (let at = memory.indexOf(spelled); at >= 0; at = memory.indexOf(spelled, at + 1)) {
      found.push(`${name} at ${at}: ${memory.subarray(Math.max(0, at - 48), at + 64).toString('latin1').replaceAll(/[^ -~]/g, '.')}`);
    }
  }
  return found;
}
