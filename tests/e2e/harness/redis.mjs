// A redis-server of the test's own: unix socket, AOF on.

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Program, until } from './process.mjs';

export class Redis {
  constructor(folder) {
    this.folder = join(folder, 'redis');
    mkdirSync(this.folder, { recursive: true });
    this.socket = join(folder, 'redis.sock');
  }

  async start() {
    this.program = new Program('redis-server', ['--port', '0', '--unixsocket', this.socket, '--dir', this.folder,
      '--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--maxmemory-policy', 'noeviction'],
    join(this.folder, 'redis.log'));
    await until('Redis', () => this.command('PING').toString().trim() === 'PONG');
  }

  stop(signal) { return this.program.stop(signal); }

  /** Raw octets of the answer, as redis-cli prints them without a terminal. */
  command(...words) { return execFileSync('redis-cli', ['-s', this.socket, ...words], { maxBuffer: 1 << 28 }); }

  names() { return this.command('--scan').toString().split('\n').filter(Boolean); }
}
