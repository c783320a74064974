import type { Application } from '@tsgi/protocol';
import type { Site } from './site.ts';

/** One thing that a server must do. */
export interface ConformanceCase {
  /** The id of the rule, as in SPEC.md. */
  readonly rule: string;
  /** What is tried, as a sentence behind "the server". */
  readonly text: string;
  /** Tries it; throws when the server does something else. */
  readonly run: (start: (app: Application) => Promise<Site>) => Promise<void>;
}
