import { type Application, compose } from '@tsgi/protocol';
import { cors } from '@tsgi/security/cors';
import { authentication } from './authentication.ts';
import { conduitErrors } from './conduit-errors.ts';
import type { Database } from './models/database.ts';
import { createSite } from './site.ts';
import { createTokens } from './tokens.ts';

/** What Conduit needs. */
export interface ConduitOptions {
  readonly database: Database;
  /** Signs the tokens; 32 bytes or more. */
  readonly secret: string;
}

/**
 * The API, to be mounted where its endpoints are to be: `/api`. Pages of every origin may use it, as its specification
 * wants: nothing here depends on cookies.
 */
export function createConduit({ database, secret }: ConduitOptions): Application {
  const tokens = createTokens(secret);
  return compose(cors({ origins: '*' }), conduitErrors, authentication(database, tokens))(createSite(database, tokens));
}
