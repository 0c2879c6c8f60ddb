// An organisation's provider that speaks SAML: pysaml2_idp.py with a key of its own.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program, freePort, temporaryFolder, until } from './process.mjs';

const script = join(dirname(fileURLToPath(import.meta.url)), 'pysaml2_idp.py');

export class SamlProvider {
  constructor(id) {
    this.id = id;
    this.temporary = temporaryFolder(id);
    this.folder = this.temporary.path;
  }

  async start() {
    this.port ??= await freePort();
    this.origin = `http://127.0.0.1:${this.port}`;
    this.entityId = `${this.origin}/metadata`;
    if (!this.metadataFile) {
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${this.id}`,
        '-keyout', join(this.folder, 'key.pem'), '-out', join(this.folder, 'cert.pem')], { stdio: 'ignore' });
    }
    this.program = new Program('/usr/bin/python3', [script, JSON.stringify({ port: this.port, folder: this.folder })], join(this.folder, 'log'));
    await until(this.id, async () => (await fetch(this.origin)).ok);
    this.metadataFile = join(this.folder, 'metadata.xml');
    writeFileSync(this.metadataFile, await (await fetch(this.entityId)).text());
    return this;
  }

  /** The line of configuration that connects it. */
  connector(more = '') {
    return `  - { id: ${this.id}, type: saml, name: { nl: "Organisatie ${this.id}", en: "Organisation ${this.id}" }, metadata: "${this.metadataFile}", `
      + `authoritative: true, identity: "urn:oid:1.3.6.1.4.1.5923.1.1.1.6"${more} }`;
  }

  /** What its administrator does with our metadata. */
  async trust(gateway) {
    this.serviceFile = join(this.folder, 'service.xml');
    writeFileSync(this.serviceFile, await (await fetch(`${gateway.issuer}/saml/sp/${this.id}/metadata`)).text());
    const answer = await fetch(`${this.origin}/trust?service=${encodeURIComponent(this.serviceFile)}`);
    if (!answer.ok) throw new Error(`${this.id} does not take our metadata`);
  }

  async become(who) { await fetch(`${this.origin}/become?who=${encodeURIComponent(JSON.stringify(who))}`); }

  async state() { return (await fetch(`${this.origin}/state`)).json(); }

  async stop() {
    await this.program?.stop();
    this.temporary.remove();
  }
}
