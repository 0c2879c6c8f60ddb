// What a thief does with what he stole: an implementation of his own, after the published design, that shares nothing with
// the gateway's.

import { createDecipheriv, createHash, createHmac, scryptSync } from 'node:crypto';

const lengthPrefixed = (...fields) => Buffer.concat(fields.flatMap((field) => {
  const octets = Buffer.from(field);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(octets.length);
  return [length, octets];
}));

const mac = (key, message) => createHmac('sha256', key).update(message).digest();

/** The keys in a ring, with its passphrase: a JWE by `dir`, its key by scrypt. */
export function openRing(text, passphrase) {
  const [header, , nonce, cipherText, tag] = text.trim().split('.');
  const { n, r, p, salt } = JSON.parse(Buffer.from(header, 'base64url'));
  const key = scryptSync(passphrase.trim(), Buffer.from(salt, 'base64url'), 32, { N: n, r, p, maxmem: 1 << 28 });
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'));
  decipher.setAAD(Buffer.from(header));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  return JSON.parse(Buffer.concat([decipher.update(Buffer.from(cipherText, 'base64url')), decipher.final()])).keys;
}

/** The subjects that an address may have become: by address, or as a provider's subject in a realm that he guesses. */
function subjects(address, realms) {
  const [localPart, domain] = address.split('@');
  return [lengthPrefixed('mail/1', localPart, domain),
    ...realms.flatMap((realm) => [lengthPrefixed('sub/1', realm, address), lengthPrefixed('sub/1', realm, localPart)])];
}

/** Which of the guesses have a record among `names`, given these keys. */
export function confirm(guesses, names, keys, realms) {
  const known = new Set(names);
  return guesses.filter((address) => subjects(address, realms).some((subject) => keys.some(
    (key) => known.has(`id:${mac(key, lengthPrefixed('sluis/handle/1', subject)).toString('base64url')}`))));
}

const kWindow = 8;  // octets that are looked up instead of a whole form

function windowsOf(octets) {
  const text = octets.toString('latin1');
  const windows = new Set();
  for (let at = 0; at + kWindow <= text.length; ++at) windows.add(text.slice(at, at + kWindow));
  return windows;
}

const standsIn = (windows, octets) => ['latin1', 'hex', 'base64url'].some((encoding) => windows.has(octets.toString(encoding).slice(0, kWindow)));

/** With every key and without the store: which guesses give anything that stands somewhere in the octets that he has. */
export function confirmInFiles(guesses, octets, keys, realms) {
  const windows = windowsOf(octets);
  return guesses.filter((address) => [address, address.split('@')[0], ...subjects(address, realms)].some((subject) =>
    [subject, lengthPrefixed('sluis/handle/1', subject)].some((message) => keys.some((key) => standsIn(windows, mac(key, message))))));
}

/** Without a ring he can try what needs none: hashes, and keys that everybody knows. */
export function confirmWithoutKeys(guesses, octets, names, realms) {
  const guessable = [Buffer.alloc(0), Buffer.alloc(32), Buffer.from('sluis'), Buffer.from('sluis/handle/1')];
  const windows = windowsOf(octets);
  const found = new Set(confirm(guesses, names, guessable, realms));
  for (const address of guesses) {
    for (const subject of [address, address.split('@')[0], ...subjects(address, realms)]) {
      for (const algorithm of ['sha256', 'sha1', 'md5']) {
        const hash = createHash(algorithm).update(subject).digest();
        if (standsIn(windows, hash)) found.add(address);
      }
    }
  }
  return [...found];
}
