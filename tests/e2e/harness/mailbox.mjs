// A real SMTP server over TLS that keeps what it is sent.

import { readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';
import { until } from './process.mjs';

export class Mailbox {
  constructor(tls) {
    this.mails = [];
    /** What is answered to RCPT TO: a test may answer late, or with an error. */
    this.onRcptTo = (address, answer) => answer();
    this.server = new SMTPServer({
      secure: true,
      key: readFileSync(tls.key),
      cert: readFileSync(tls.certificate),
      authOptional: true,
      logger: false,
      onRcptTo: ({ address }, session, answer) => this.onRcptTo(address, answer),
      onData: (stream, session, done) => {
        const parts = [];
        stream.on('data', (part) => parts.push(part));
        stream.on('end', () => {
          const raw = Buffer.concat(parts).toString('utf8');
          this.mails.push({ to: session.envelope.rcptTo.map((each) => each.address), raw, text: decoded(raw) });
          done();
        });
      },
    });
    this.server.on('error', () => {});
  }

  start() {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', () => {
      this.port = this.server.server.address().port;
      resolve();
    }));
  }

  stop() { return new Promise((resolve) => this.server.close(resolve)); }

  /** The code of the newest mail to this address that nobody has read yet. */
  async codeFor(address) {
    const mail = await until(`a mail`, () => this.mails.find((each) => !each.isRead && each.to.includes(address)));
    mail.isRead = true;
    return mail.text.match(/\b(\d{4}) (\d{4})\b/).slice(1).join('');
  }
}

function decoded(raw) {
  const [head, ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/content-transfer-encoding:\s*base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  if (/content-transfer-encoding:\s*quoted-printable/i.test(head)) {
    const octets = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(octets, 'latin1').toString('utf8');
  }
  return body;
}
