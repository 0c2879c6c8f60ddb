// Nobody can tell from our answer whether a mailbox exists: it is the same, and it does not wait for the mail server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Gateway, secretOf } from './harness/gateway.mjs';
import { Person } from './harness/person.mjs';
import { until } from './harness/process.mjs';
import { Service } from './harness/service.mjs';

const service = new Service('chat');
let gateway;

before(async () => {
  await service.listen();
  gateway = await new Gateway({ clients: [service.registration()] }).start();
  await service.discover(gateway.issuer, secretOf('chat'));
});

after(async () => {
  await service.stop();
  await gateway?.stop();
});

/** What she sees after her address, but for what is random in it. */
async function pageAfter(address) {
  const person = new Person();
  const page = await person.submit(await person.visit(`${service.origin}/login`), { address });
  const flow = page.url.searchParams.get('flow');
  const body = page.body.replaceAll(flow, 'FLOW').replaceAll(/name="token" value="[^"]*"/g, 'name="token"');
  return { person, page, seen: { status: page.status, path: page.url.pathname, body } };
}

/** Holds every RCPT TO until it is released with an answer. */
function holdRecipients() {
  const held = [];
  gateway.mailbox.onRcptTo = (address, answer) => held.push({ address, answer });
  return held;
}

test('a mailbox that is refused and one that is slow look like any other, before the mail server has answered', async () => {
  const usual = await pageAfter('gewoon@minbzk.nl');
  await gateway.mailbox.codeFor('gewoon@minbzk.nl');
  const held = holdRecipients();

  const refused = await pageAfter('bestaat.niet@minbzk.nl');
  const slow = await pageAfter('traag@minbzk.nl');

  assert.match(usual.seen.body, /name="code"/);
  assert.deepEqual(refused.seen, usual.seen);
  assert.deepEqual(slow.seen, usual.seen);
  // Both pages are here, and neither mailbox has been answered for.
  const recipient = (address) => until('RCPT TO', () => held.find((each) => each.address === address));
  const failed = async () => /^sluis_mails_total\{result="failed"\} 1$/m.test(await gateway.metrics());
  assert.ok(!await failed());
  (await recipient('bestaat.niet@minbzk.nl')).answer(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
  await until('the refusal to be counted', failed);
  (await recipient('traag@minbzk.nl')).answer();
  const code = await gateway.mailbox.codeFor('traag@minbzk.nl');
  const logins = service.logins.length;
  await slow.person.submit(slow.page, { code });
  assert.equal(service.logins.length, logins + 1, 'the slow one gets in');

  // A reload says no more, now that the gateway knows.
  const reloaded = await refused.person.visit(refused.page.url);
  assert.equal(reloaded.status, usual.seen.status);
  assert.equal(reloaded.body.replaceAll(reloaded.url.searchParams.get('flow'), 'FLOW').replaceAll(/name="token" value="[^"]*"/g, 'name="token"'), usual.seen.body);
});
