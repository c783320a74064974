/**
 * A global setup of vitest: one Redis and one PostgreSQL for a whole run. They are those that `REDIS_URL` and
 * `DATABASE_URL` name, else those that run on this machine, else new ones. Tests find them in `TEST_REDIS_URL` and
 * `TEST_DATABASE_URL`, which no application reads by itself. Where there is none and none can be started, the variable
 * is not set, and the tests that need it are skipped, but never in CI.
 */
import { connect } from 'node:net';
import { Client } from 'pg';
import { type Database, findOrStart } from './find-or-start.ts';
import { hasPostgres, startPostgres } from './postgres-server.ts';
import { hasRedis, startRedis } from './redis-server.ts';

export default function setUp(): Promise<() => Promise<void>> {
  return findOrStart(databases);
}

const databases: readonly Database[] = [
  {
    name: 'REDIS_URL',
    usual: 'redis://127.0.0.1:6379',
    answers: async (url) => {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port) || 6379, hostname);
      try {
        socket.write('PING\r\n');
        const answer = await new Promise<string>((resolve, reject) => {
          socket.once('data', (chunk) => resolve(String(chunk))).once('error', reject);
        });
        if (!answer.startsWith('+PONG')) throw new Error(answer);
      } finally {
        socket.destroy();
      }
    },
    canStart: hasRedis,
    start: startRedis,
  },
  {
    name: 'DATABASE_URL',
    usual: 'postgres://postgres@127.0.0.1:5432/test',
    answers: async (url) => {
      const client = new Client(url);
      await client.connect();
      await client.end();
    },
    canStart: hasPostgres,
    start: startPostgres,
  },
];
