// Several nodes of one gateway on one Redis, and a balancer in front of them that passes TLS through. Each node has a copy
// of the ring of its own, so that one can be old, and may have a clock of its own.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { binary } from './gateway.mjs';
import { Program, freePort, pause, until } from './process.mjs';

const libfaketime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';

/** The environment of a program whose clock is that many seconds ahead. */
export const clockAhead = (seconds) =>
  (seconds ? { LD_PRELOAD: libfaketime, FAKETIME: `${seconds > 0 ? '+' : ''}${seconds}s`, FAKETIME_DONT_FAKE_MONOTONIC: '1' } : {});

export class Node {
  /** `gateway` has been started once and stopped: its configuration and keys are what all nodes have. */
  constructor(gateway, name) {
    this.gateway = gateway;
    this.name = name;
    this.configFile = join(gateway.folder, `node-${name}.yaml`);
    this.logFile = join(gateway.folder, `node-${name}.log`);
  }

  /** `clock`: how many seconds it is ahead. */
  async start({ clock = 0 } = {}) {
    this.port ??= await freePort();
    this.operatePort ??= await freePort();
    this.takeRing();
    const config = readFileSync(this.gateway.configFile, 'utf8')
      .replace(/^listen: .*$/m, `listen: [ "https://127.0.0.1:${this.port}" ]`)
      .replace(/^operate: .*$/m, `operate: "http://127.0.0.1:${this.operatePort}"`)
      .replace('file: keys.jwe', `file: keys-${this.name}.jwe`)
      .replace('access.jsonl', `access-${this.name}.jsonl`)
      .replace('audit.jsonl', `audit-${this.name}.jsonl`);
    writeFileSync(this.configFile, config);
    const env = { ...process.env, ...clockAhead(clock) };
    const before = this.log().length;
    this.program = new Program(binary, ['serve', '--config', this.configFile], this.logFile, { env });
    await until(`node ${this.name}`, () => {
      if (!this.program.isRunning) throw new Error(`it ended: ${this.log().slice(before)}`);
      return this.log().slice(before).includes('ready ');
    }, 30_000);
    return this;
  }

  /** The newest ring, on its disk; in its memory after a start or a reload. */
  takeRing() { copyFileSync(join(this.gateway.folder, 'keys.jwe'), join(this.gateway.folder, `keys-${this.name}.jwe`)); }

  async reload() {
    const count = () => this.log().split('"event":"reload"').length;
    const before = count();
    this.program.signal('SIGHUP');
    await until('the reload', () => count() > before);
  }

  log() {
    try { return readFileSync(this.logFile, 'utf8'); } catch { return ''; }
  }

  async readiness() {
    const answer = await fetch(`http://127.0.0.1:${this.operatePort}/health/ready`);
    return { status: answer.status, ...(await answer.json()) };
  }

  async stop() {
    if (!this.program?.isRunning) return;
    this.program.signal('SIGCONT');
    await this.program.stop();
  }
}

export class Balancer {
  constructor(port) {
    this.port = port;
    this.nodes = [];  // taken in turn
    this.turn = 0;
    this.sockets = new Set();
    this.server = createServer({ pauseOnConnect: true }, (from) => this.lead(from, this.nodes.length));
  }

  /** To whose turn it is; to the next one where nobody listens. */
  lead(from, chances) {
    const to = connect(this.nodes[this.turn++ % this.nodes.length].port, '127.0.0.1');
    to.once('error', () => {
      if (to.isLed || chances <= 1) from.destroy();
      else this.lead(from, chances - 1);
    });
    to.once('connect', () => {
      to.isLed = true;
      for (const socket of [from, to]) {
        this.sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          this.sockets.delete(socket);
          from.destroy();
          to.destroy();
        });
      }
      from.pipe(to).pipe(from);
    });
  }

  listen() { return new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve)); }

  /** From now on these; whoever kept a connection open has to make a new one. */
  async leadTo(...nodes) {
    this.nodes = nodes;
    for (const socket of this.sockets) socket.destroy();
    await until('the connections to end', () => this.sockets.size === 0);
    await pause(50);  // the client has to notice
  }

  stop() {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
