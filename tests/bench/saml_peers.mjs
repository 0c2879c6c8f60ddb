// A SAML provider and a SAML service that cost next to nothing: what they say is written in the form that canonicalisation
// leaves as it is (exclusive c14n), so a signature is a digest and one RSA operation. For tests/bench alone.

import { execFileSync } from 'node:child_process';
import { createHash, createSign, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const ns = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol', assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata', signature: 'http://www.w3.org/2000/09/xmldsig#',
};
const bindings = 'urn:oasis:names:tc:SAML:2.0:bindings';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const mail = 'urn:oid:0.9.2342.19200300.100.1.3';
const newId = () => `_${randomBytes(16).toString('hex')}`;
const instant = (seconds = 0) => `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`;

export class SamlPeer {
  /** An RSA key of 2048 bits, in `folder`. */
  constructor(folder, name) {
    const [key, certificate] = ['key', 'cert'].map((each) => join(folder, `${name}.${each}.pem`));
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    this.key = readFileSync(key);
    this.certificate = readFileSync(certificate, 'utf8').replaceAll(/-----.*-----|\n/g, '');
    this.entityId = `https://${name}.example/saml`;
  }

  /** The element with its signature behind `before`, where the profile wants it. */
  signed(element, id, before) {
    const digest = createHash('sha256').update(element).digest('base64');
    const info = (declaration) => `<ds:SignedInfo${declaration}><ds:CanonicalizationMethod Algorithm="${exclusive}"></ds:CanonicalizationMethod>`
      + '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>'
      + `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${ns.signature}enveloped-signature"></ds:Transform>`
      + `<ds:Transform Algorithm="${exclusive}"></ds:Transform></ds:Transforms>`
      + `<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
    const value = createSign('sha256').update(info(` xmlns:ds="${ns.signature}"`)).sign(this.key, 'base64');
    const signature = `<ds:Signature xmlns:ds="${ns.signature}">${info('')}<ds:SignatureValue>${value}</ds:SignatureValue></ds:Signature>`;
    const at = element.indexOf(before) + before.length;
    return element.slice(0, at) + signature + element.slice(at);
  }

  metadata(role, inside) {
    return `<EntityDescriptor xmlns="${ns.metadata}" entityID="${this.entityId}"><${role} protocolSupportEnumeration="${ns.protocol}">`
      + `<KeyDescriptor use="signing"><KeyInfo xmlns="${ns.signature}"><X509Data><X509Certificate>${this.certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`
      + `${inside}</${role}></EntityDescriptor>`;
  }
}

export class SamlProvider extends SamlPeer {
  metadata() {
    return super.metadata('IDPSSODescriptor', `<SingleSignOnService Binding="${bindings}:HTTP-Redirect" Location="https://idp.example/sso"/>`);
  }

  /** The form that her browser posts, for the address that the gateway sent her to. */
  answer(location, subject, domain) {
    const asked = new URL(location).searchParams;
    const request = inflateRawSync(Buffer.from(asked.get('SAMLRequest'), 'base64')).toString();
    const of = (name) => request.match(new RegExp(`${name}="([^"]+)"`))[1];
    const [inResponseTo, consumer] = [of(' ID'), of('AssertionConsumerServiceURL')];
    const audience = request.match(/Issuer[^>]*>([^<]+)</)[1];
    const [responseId, assertionId, now, end] = [newId(), newId(), instant(), instant(300)];
    const issuer = `<saml:Issuer xmlns:saml="${ns.assertion}">${this.entityId}</saml:Issuer>`;
    const own = `<saml:Issuer>${this.entityId}</saml:Issuer>`;
    const attribute = (name, value) => `<saml:Attribute Name="${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;
    const assertion = this.signed(`<saml:Assertion xmlns:saml="${ns.assertion}" ID="${assertionId}" IssueInstant="${now}" Version="2.0">${own}`
      + `<saml:Subject><saml:NameID>${subject}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">`
      + `<saml:SubjectConfirmationData InResponseTo="${inResponseTo}" NotOnOrAfter="${end}" Recipient="${consumer}"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>`
      + `<saml:Conditions NotBefore="${instant(-60)}" NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`
      + `<saml:AuthnStatement AuthnInstant="${now}" SessionIndex="${newId()}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`
      + `<saml:AttributeStatement>${attribute(mail, `${subject}@${domain}`)}${attribute('urn:example:id', subject)}</saml:AttributeStatement></saml:Assertion>`, assertionId, own);
    const response = this.signed(`<samlp:Response xmlns:samlp="${ns.protocol}" Destination="${consumer}" ID="${responseId}" InResponseTo="${inResponseTo}" IssueInstant="${now}" Version="2.0">${issuer}`
      + `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode></samlp:Status>${assertion}</samlp:Response>`, responseId, issuer);
    return { SAMLResponse: Buffer.from(response).toString('base64'), RelayState: asked.get('RelayState') };
  }
}

export class SamlService extends SamlPeer {
  metadata() {
    return super.metadata('SPSSODescriptor', `<AssertionConsumerService Binding="${bindings}:HTTP-POST" Location="https://wiki.example/acs" index="0"/>`);
  }

  question(gateway) {
    const request = `<samlp:AuthnRequest xmlns:samlp="${ns.protocol}" xmlns:saml="${ns.assertion}" ID="${newId()}" Version="2.0" IssueInstant="${instant()}" Destination="${gateway}/saml/sso"><saml:Issuer>${this.entityId}</saml:Issuer></samlp:AuthnRequest>`;
    return `/saml/sso?SAMLRequest=${encodeURIComponent(deflateRawSync(request).toString('base64'))}`;
  }

  /** Who came in, by the page that the gateway gave her browser. */
  nameIn(page) {
    const value = page.match(/name="SAMLResponse" value="([^"]+)"/)?.[1].replaceAll('&#x2B;', '+').replaceAll('&#x2F;', '/').replaceAll('&#x3D;', '=');
    const answer = value && Buffer.from(value, 'base64').toString();
    const name = answer?.match(/NameID[^>]*>([^<]+)</)?.[1];
    if (!name || !answer.includes('status:Success') || answer.split('SignatureValue>').length !== 5) throw new Error('a login that is not right');
    return name;
  }
}
