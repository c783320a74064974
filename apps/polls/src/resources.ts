/** What the site needs, opened as the environment says, and closed again. */
import { fileURLToPath } from 'node:url';
import type { RateLimitRedis } from '@tsgi/security';
import type { SessionStore } from '@tsgi/sessions';
import { type Database, openDatabase } from './models/database.ts';
import { picturesInUse } from './models/polls.ts';
import { createPictures, type Pictures } from './pictures.ts';
import { openRedis } from './redis.ts';
import { readSecret, secretPlace } from './secrets.ts';
import { FIRST_EDITOR, seed } from './seed.ts';
import { type OpenedStore, openSessionStore } from './session-store.ts';

/** What the site needs. */
export interface Resources {
  readonly database: Database;
  readonly store: SessionStore;
  readonly pictures: Pictures;
  /** Signs cookies; 32 bytes or more. */
  readonly secret: string;
  /** Counts attempts to sign in for all workers together; without it, each counts its own. */
  readonly redis: RateLimitRedis | undefined;
  /** The addresses of the proxies in front, which are believed who the client is. */
  readonly proxies: readonly string[];
}

/** Resources that are to be closed at the end. */
export interface OpenedResources extends Resources {
  close(): Promise<void>;
}

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Opens everything. `POLLS_VAR` is the directory of its files, `DATABASE_URL` a PostgreSQL to take instead of SQLite,
 * `REDIS_URL` a Redis for the sessions and the limit on signing in, `POLLS_PROXIES` the proxies in front. Secrets are in `POLLS_SECRET` and `POLLS_EDITOR_PASSWORD`, or made at the first
 * start and kept in files: in the directory `POLLS_SECRETS`, which has a default everywhere but in production.
 * @throws Error when there is neither
 */
export async function openResources(environment: NodeJS.ProcessEnv): Promise<OpenedResources> {
  const { POLLS_VAR: directory = here('var'), NODE_ENV } = environment;
  const { POLLS_SECRETS: secrets = NODE_ENV === 'production' ? undefined : directory } = environment;
  const { DATABASE_URL: databaseUrl = `file:${directory}/polls.db`, REDIS_URL: redisUrl } = environment;
  const { POLLS_PROXIES = '' } = environment;
  const source = { environment, directory: secrets };
  const secret = readSecret(source, 'POLLS_SECRET', 32);
  const database = await openDatabase(databaseUrl, here('migrations'));
  const pictures = createPictures(`${directory}/pictures`);
  const password = (): string => readSecret(source, 'POLLS_EDITOR_PASSWORD', 12);
  if (await seed({ database, pictures, directory: here('seed'), password })) {
    console.log(`Sign in as "${FIRST_EDITOR}", with the password in ${secretPlace(source, 'POLLS_EDITOR_PASSWORD')}`);
  }
  const redis = redisUrl === undefined ? undefined : openRedis(redisUrl);
  const sessions = await openSessionStore(databaseUrl, redis);
  const stopCleaning = cleanHourly(database, pictures, sessions);
  return {
    ...{ database, store: sessions.store, pictures, secret, redis },
    proxies: POLLS_PROXIES.split(',').flatMap((proxy) => proxy.trim() || []),
    close: async () => {
      stopCleaning();
      await Promise.all([sessions.close(), database.close(), redis?.quit()]);
    },
  };
}

/** Removes sessions that have expired and pictures that no poll uses. */
function cleanHourly(database: Database, pictures: Pictures, sessions: OpenedStore): () => void {
  const clean = async (): Promise<void> => {
    await sessions.clean();
    await pictures.clean(await picturesInUse(database));
  };
  const timer = setInterval(() => void clean().catch(console.error), 3_600_000);
  timer.unref();
  return () => clearInterval(timer);
}
