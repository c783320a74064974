// @ts-check
/** The peers, as the environment has their data. */
import { join } from 'node:path';
import process from 'node:process';
import { createConduit } from '../peers/conduit.mjs';
import { createPolls } from '../peers/polls.mjs';
import { SqliteSessionStore } from '../peers/sqlite-session-store.mjs';
import { conduitDatabase, pollsDatabase } from './data.mjs';

export async function expressPolls() {
  const { POLLS_VAR: data = '', POLLS_SECRET: secret = '' } = process.env;
  const database = await pollsDatabase(data);
  return createPolls({ database, store: new SqliteSessionStore(join(data, 'polls.db')), secret });
}

export async function expressConduit() {
  const { POLLS_VAR: data = '', CONDUIT_SECRET: secret = '' } = process.env;
  return createConduit({ database: await conduitDatabase(data), secret });
}
