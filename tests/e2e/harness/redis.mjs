// A redis-server of the test's own: unix socket, AOF on.

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Program, until } from './process.mjs';

export class Redis {
  /** `port`: also by TCP, so that it can have replicas; `replicaOf`: the port of its primary. */
  constructor(folder, { name = 'redis', port = 0, replicaOf } = {}) {
    this.folder = join(folder, name);
    mkdirSync(this.folder, { recursive: true });
    this.socket = join(folder, `${name}.sock`);
    this.port = port;
    this.replicaOf = replicaOf;
  }

  async start(...more) {
    const replication = this.replicaOf ? ['--replicaof', '127.0.0.1', `${this.replicaOf}`] : ['--repl-diskless-sync-delay', '0'];
    this.program = new Program('redis-server', ['--port', `${this.port}`, '--unixsocket', this.socket, '--dir', this.folder,
      '--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--maxmemory-policy', 'noeviction', ...replication, ...more],
    join(this.folder, 'redis.log'));
    await until('Redis', () => this.command('PING').toString().trim() === 'PONG');
  }

  stop(signal) { return this.program.stop(signal); }

  /** Raw octets of the answer, as redis-cli prints them without a terminal. */
  command(...words) { return execFileSync('redis-cli', ['-s', this.socket, ...words], { maxBuffer: 1 << 28 }); }

  names() { return this.command('--scan').toString().split('\n').filter(Boolean); }

  /** A replica is online before it has read its first copy; then its offset is 0. */
  isReplicated() { return /state=online,offset=[1-9]/.test(this.replication()); }

  /** As a replica: whether it has all that its primary has at this moment. */
  hasAllOf(primary) {
    const written = Number(primary.replication().match(/master_repl_offset:(\d+)/)[1]);
    return Number(this.replication().match(/slave_repl_offset:(\d+)/)[1]) >= written;
  }

  replication() { return this.command('INFO', 'replication').toString(); }
}
