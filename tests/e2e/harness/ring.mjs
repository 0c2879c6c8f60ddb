// The key ring as another program reads and writes it: a JWE (dir, A256GCM) whose key is scrypt of the passphrase. For rings
// that no command makes at once, such as one with a past.

import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const text = (octets) => Buffer.from(octets).toString('base64url');
const octets = (part) => Buffer.from(part, 'base64url');

function keyOf(header, passphrase) {
  const { n, r, p, salt } = JSON.parse(octets(header));
  return scryptSync(passphrase, octets(salt), 32, { N: n, r, p, maxmem: 256 * n * r });
}

/** Lets `alter` change the ring (an object as in crypto/keyring_json.cpp). */
export function alterRing(file, passphraseFile, alter) {
  const passphrase = readFileSync(passphraseFile, 'utf8').split('\n')[0];
  const [header, , nonce, sealed, tag] = readFileSync(file, 'utf8').trim().split('.');
  const key = keyOf(header, passphrase);
  const opening = createDecipheriv('aes-256-gcm', key, octets(nonce)).setAAD(Buffer.from(header)).setAuthTag(octets(tag));
  const ring = JSON.parse(Buffer.concat([opening.update(octets(sealed)), opening.final()]));
  alter(ring);
  const fresh = randomBytes(12);
  const sealing = createCipheriv('aes-256-gcm', key, fresh).setAAD(Buffer.from(header));
  const again = Buffer.concat([sealing.update(JSON.stringify(ring)), sealing.final()]);
  writeFileSync(file, `${header}..${text(fresh)}.${text(again)}.${text(sealing.getAuthTag())}\n`, { mode: 0o600 });
}

/** So many pseudonym and seal keys that are still looked back to, the one in use among them. */
export function giveRingAPast(file, passphraseFile, keys) {
  const day = 24 * 3600 * 1000;
  alterRing(file, passphraseFile, (ring) => {
    for (const purpose of ['pseudonym', 'seal']) {
      const used = ring.keys.find((key) => key.purpose === purpose).active_at;
      for (let older = 1; older < keys; ++older) {
        ring.keys.push({
          id: `${purpose}-0-past${older}`, purpose, serial: 0, published_at: used - (older + 1) * day, active_at: used - (older + 1) * day,
          retired_at: used - older * day, destroyed_at: used + 80 * day, secret: text(randomBytes(32)),
        });
      }
    }
  });
}
