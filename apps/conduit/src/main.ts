import { fileURLToPath } from 'node:url';
import { mount } from '@tsgi/middleware';
import type { Application } from '@tsgi/protocol';
import { createConduit } from './app.ts';
import { type Database, openDatabase } from './models/database.ts';
import { readSecret } from './secret.ts';

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
let database: Database | undefined;

/** The API as the environment has it, without a prefix. */
export async function openConduit(): Promise<Application> {
  const { DATABASE_URL = `file:${here('var/conduit.db')}` } = process.env;
  database = await openDatabase(DATABASE_URL, here('migrations'));
  return createConduit({ database, secret: readSecret(process.env, here('var/secret')) });
}

/** The same below `/api`, for `tsgi`. */
export default async function conduit(): Promise<Application> {
  return mount({ '/api': await openConduit() });
}

/** Closes what it has opened, when the last request is over. */
export async function close(): Promise<void> {
  await database?.close();
}
