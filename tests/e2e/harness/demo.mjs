// ./deploy/demo on free ports. Whoever starts one stops it: `stopAll` in an `after`, for when something went wrong.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort, until } from './process.mjs';

const root = join(import.meta.dirname, '..', '..', '..');
const running = new Set();

/** What the demo keeps between starts. */
export const state = join(root, 'deploy', '.demo');

export class Demo {
  constructor(...options) { this.options = options; }

  /** Comes back when it says what to do next. `environment`: beside the ports. */
  async start(environment = {}) {
    const [port, operate, provider, service, meeting] = [await freePort(), await freePort(), await freePort(), await freePort(), await freePort()];
    this.issuer = `https://localhost:${port}`;
    this.provider = `https://localhost:${provider}`;
    this.service = `http://127.0.0.1:${service}`;
    this.meeting = `http://127.0.0.1:${meeting}`;
    this.text = '';
    this.child = spawn(join(root, 'deploy', 'demo'), this.options, {
      env: {
        ...process.env, SLUIS_DEMO_PORT: port, SLUIS_DEMO_OPERATE_PORT: operate, SLUIS_DEMO_PROVIDER_PORT: provider, SLUIS_DEMO_SERVICE_PORT: service,
        SLUIS_DEMO_MEETING_PORT: meeting, ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running.add(this);
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (part) => { this.text += part; });
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
    const from = Date.now();
    const hasEnded = () => this.child.exitCode !== null || this.child.signalCode !== null;
    await until('the demo', () => hasEnded() || this.text.includes('Ctrl-C stops everything'), 600_000);
    if (hasEnded()) throw new Error(this.text);
    this.seconds = (Date.now() - from) / 1000;
    return this;
  }

  /** Ctrl-C. */
  async stop() {
    running.delete(this);
    if (this.child.exitCode === null && this.child.signalCode === null) process.kill(-this.child.pid, 'SIGINT');
    await this.ended;
  }
}

export const stopAll = () => Promise.all([...running].map((demo) => demo.stop()));
