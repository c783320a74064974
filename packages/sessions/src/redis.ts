/** Sessions in Redis: a hash for each, one round trip for each step, expired by the server. */
import { createHash } from 'node:crypto';
import { SessionError } from './session-error.ts';
import type { ChangeResult, SessionStore, StoredSession } from './session-store.ts';

/** A client of the `redis` package. */
export interface NodeRedisClient {
  sendCommand(command: string[]): Promise<unknown>;
}

/** A client of `ioredis`. */
export interface IoRedisClient {
  call(command: string, ...parameters: string[]): Promise<unknown>;
}

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /**
   * Stands before the id in every key.
   * @default 'session:'
   */
  readonly prefix?: string;
}

/**
 * Makes a store of a client of `redis` or `ioredis`, connected by the application. A server alone or with replicas:
 * `regenerate` renames a key, which a cluster allows within one slot only. Listen to the client's `'error'`: one of
 * `redis` ends the process when its server stops and nobody listens.
 */
export function redisStore(client: NodeRedisClient | IoRedisClient, options: RedisStoreOptions = {}): SessionStore {
  const { prefix = 'session:' } = options;
  const send = senderOf(client);
  const run = async (script: Script, keys: readonly string[], parameters: readonly string[]): Promise<unknown> => {
    const rest = [String(keys.length), ...keys, ...parameters];
    try {
      return await send('EVALSHA', script.sha, ...rest);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return send('EVAL', script.text, ...rest);
    }
  };
  return {
    guarantees: { atomic: true, shared: true, revocable: true },
    load: async (id) => sessionOf(await send('HGETALL', prefix + id)),
    create: async (id, { values, createdAt, expiresAt }) => {
      const fields = Object.entries(values).flatMap(([key, text]) => [`:${key}`, text]);
      const parameters = [String(expiresAt), 'created', String(createdAt), 'expires', String(expiresAt), ...fields];
      await run(CREATE, [prefix + id], parameters);
    },
    change: async (id, { set, delete: removed, clear, expiresAt, expect, moveTo }) => {
      const guard = expect === undefined ? [] : [`:${expect.key}`, expect.text ?? ABSENT];
      const fields = Object.entries(set).flatMap(([key, text]) => [`:${key}`, text]);
      const names = removed.map((key) => `:${key}`);
      const parameters = [String(expiresAt ?? KEPT), clear ? '1' : '0', String(guard.length), String(names.length)];
      const keys = moveTo === undefined ? [prefix + id] : [prefix + id, prefix + moveTo];
      return resultOf(await run(CHANGE, keys, [...parameters, ...guard, ...names, ...fields]));
    },
    destroy: async (id) => {
      await send('DEL', prefix + id);
    },
  };
}

interface Script {
  readonly text: string;
  readonly sha: string;
}

// No JSON text is empty.
const ABSENT = '';
const KEPT = '';

const CREATE = script(`
for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIREAT', KEYS[1], ARGV[1])
return 'saved'`);

const CHANGE = script(`
local key = KEYS[1]
local created = redis.call('HGET', key, 'created')
if not created then return 'gone' end
local expires = ARGV[1]
if expires == '' then expires = redis.call('HGET', key, 'expires') end
local at = 5
if ARGV[3] == '2' then
  if (redis.call('HGET', key, ARGV[5]) or '') ~= ARGV[6] then return 'conflict' end
  at = 7
end
if KEYS[2] then
  redis.call('RENAME', key, KEYS[2])
  key = KEYS[2]
end
if ARGV[2] == '1' then
  redis.call('DEL', key)
  redis.call('HSET', key, 'created', created)
end
for i = at, at + tonumber(ARGV[4]) - 1 do redis.call('HDEL', key, ARGV[i]) end
redis.call('HSET', key, 'expires', expires)
for i = at + tonumber(ARGV[4]), #ARGV, 2 do redis.call('HSET', key, ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIREAT', key, expires)
return 'saved'`);

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

type Send = (command: string, ...parameters: string[]) => Promise<unknown>;

function senderOf(client: NodeRedisClient | IoRedisClient): Send {
  return 'call' in client
    ? (command, ...parameters) => client.call(command, ...parameters)
    : (command, ...parameters) => client.sendCommand([command, ...parameters]);
}

function resultOf(reply: unknown): ChangeResult {
  if (reply === 'saved' || reply === 'gone' || reply === 'conflict') return reply;
  throw new SessionError('session-options', `The client gives no answers of Redis scripts: ${String(reply)}`);
}

/** A hash comes as a list of names and values (RESP2), or as an object or map (RESP3). */
function sessionOf(reply: unknown): StoredSession | undefined {
  const fields = fieldsOf(reply);
  const [createdAt, expiresAt] = [fields.get('created'), fields.get('expires')];
  if (createdAt === undefined || expiresAt === undefined) return undefined;
  const values = [...fields].flatMap(([name, text]) => (name.startsWith(':') ? [[name.slice(1), text] as const] : []));
  return { values: Object.fromEntries(values), createdAt: Number(createdAt), expiresAt: Number(expiresAt) };
}

function fieldsOf(reply: unknown): ReadonlyMap<string, string> {
  if (reply instanceof Map) return new Map([...reply].map(([name, text]) => [String(name), String(text)]));
  if (typeof reply !== 'object' || reply === null) return new Map();
  if (!Array.isArray(reply)) return new Map(Object.entries(reply).map(([name, text]) => [name, String(text)]));
  const list = reply.map(String);
  const pairs = list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1] ?? ''] as const] : []));
  return new Map(pairs);
}
