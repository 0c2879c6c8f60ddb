// Starts programs and stops them by pid; free ports; folders that go when the test ends.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function temporaryFolder(label) {
  const folder = mkdtempSync(join(tmpdir(), `sluis-e2e-${label}-`));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks again until `question` gives something truthy; throws with `what` after the time is up. */
export async function until(what, question, milliseconds = 15_000) {
  const end = Date.now() + milliseconds;
  let last;
  while (Date.now() < end) {
    try {
      const answer = await question();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    await pause(25);
  }
  throw new Error(`waited in vain for ${what}${last ? `: ${last.message}` : ''}`);
}

export class Program {
  constructor(command, args, logFile, options = {}) {
    const log = openSync(logFile, 'a', 0o600);
    this.child = spawn(command, args, { stdio: ['ignore', log, log], ...options });
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({ code, signal })));
    this.isRunning = true;
    this.ended.then(() => { this.isRunning = false; });
  }

  get pid() { return this.child.pid; }

  signal(name) { process.kill(this.pid, name); }

  async stop(name = 'SIGTERM') {
    if (this.isRunning) this.signal(name);
    return this.ended;
  }
}
