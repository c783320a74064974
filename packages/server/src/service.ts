/** What all connections of a server share. */
import type { Application } from '@tsgi/protocol';
import type { EnvironDefaults } from './environ.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { ResolvedOptions } from './options.ts';
import type { ParserLimits } from './wire/request-parser.ts';

export interface Service {
  readonly app: Application;
  readonly options: ResolvedOptions;
  readonly heartbeat: Heartbeat;
  readonly environ: EnvironDefaults;
  readonly limits: ParserLimits;
  /** Aborts when the server begins to stop. */
  readonly draining: AbortSignal;
}
