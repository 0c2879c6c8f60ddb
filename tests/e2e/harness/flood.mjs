// Thousands of connections in a process of their own, so that the test's own clock is not disturbed by them. `Flood` is the
// test's end; run by itself the file is the other.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { fileURLToPath } from 'node:url';
import { connect as connectTls } from 'node:tls';

const kAtOnce = 64;

export class Flood {
  /** Ends with the test whose context this is. */
  constructor(context) {
    this.child = fork(fileURLToPath(import.meta.url));
    context.after(() => this.stop());
  }

  async ask(question) {
    this.child.send(question);
    const [answer] = await once(this.child, 'message');
    return answer;
  }

  /**
   * Opens `count` connections from `networks` addresses (200 at most) of a `neighbourhood` on loopback, over TLS where
   * there is a `ca`. They say `first`, and then a letter each second where there is one that `drips`. Gives how many the
   * server took.
   */
  open(settings) { return this.ask({ open: settings }); }

  /** How many are open, how many the server closed, and after how many milliseconds. */
  state() { return this.ask({ state: true }); }

  /** Closes what is open and forgets the rest. */
  leave() { return this.ask({ leave: true }); }

  async stop() {
    this.child.disconnect();
    await once(this.child, 'exit');
  }
}

const sockets = new Set();
let lifetimes = [];

function begin(number, { port, ca, networks, first, neighbourhood = 1 }, done) {
  const localAddress = `127.${neighbourhood}.1.${number % networks + 1}`;
  const where = { host: '127.0.0.1', port, localAddress };
  const socket = ca ? connectTls({ ...where, ca, servername: 'localhost' }) : connectPlain(where);
  let from;
  socket.once(ca ? 'secureConnect' : 'connect', () => {
    from = Date.now();
    sockets.add(socket);
    if (first) socket.write(first);
    done(true);
  });
  socket.on('error', () => {});
  socket.on('data', () => {});
  socket.once('close', () => {
    if (from === undefined) done(false);
    else if (sockets.delete(socket)) lifetimes.push(Date.now() - from);
  });
}

async function open(settings) {
  const ca = settings.ca && readFileSync(settings.ca);
  let next = 0;
  let taken = 0;
  await Promise.all([...Array(kAtOnce)].map(async () => {
    while (next < settings.count) {
      const number = next++;
      if (await new Promise((resolve) => begin(number, { ...settings, ca }, resolve))) ++taken;
    }
  }));
  if (settings.drips) setInterval(() => { for (const socket of sockets) socket.write('a'); }, 1000).unref();
  return taken;
}

function leave() {
  const open = sockets.size;
  const left = [...sockets];
  sockets.clear();
  for (const socket of left) socket.destroy();
  lifetimes = [];
  return open;
}

async function answer(question) {
  if (question.open) return open(question.open);
  if (question.leave) return leave();
  return { open: sockets.size, closed: lifetimes.length, shortest: Math.min(...lifetimes), longest: Math.max(...lifetimes) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.on('message', async (question) => process.send(await answer(question)));
}
