// @ts-check
/** Conduit below `/api`, as its own `main.ts` serves it, for `tsgi serve`. */
import process from 'node:process';
import { mount } from '@tsgi/middleware';
import { createConduit } from '../../apps/conduit/src/app.ts';
import { conduitDatabase } from './data.mjs';

export default async function conduit() {
  const { POLLS_VAR: data = '', CONDUIT_SECRET: secret = '' } = process.env;
  return mount({ '/api': createConduit({ database: await conduitDatabase(data), secret }) });
}
