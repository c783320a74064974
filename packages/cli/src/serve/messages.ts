/** What the master and its workers say to each other. */
import type { ServeOptions } from '../options/tables.ts';

/** The descriptor under which a worker finds the listening socket: behind the standard three and the channel. */
export const LISTENING_DESCRIPTOR = 4;

export type ToWorker =
  | { readonly type: 'start'; readonly app: string; readonly folder: string; readonly options: ServeOptions }
  | { readonly type: 'stop' }
  | { readonly type: 'reopen-logs' };

export type FromWorker =
  /** Its event loop turns. */
  | { readonly type: 'alive' }
  /** It accepts connections. */
  | { readonly type: 'ready'; readonly url: string }
  /** It cannot start, and exits; `isUsage` when the command was used wrongly. */
  | { readonly type: 'failed'; readonly message: string; readonly isUsage: boolean }
  /** It wants to be replaced, and goes on until then. */
  | { readonly type: 'retire'; readonly reason: string; readonly isFault: boolean };

/** A message of a worker; `undefined` for what an application has sent, which has the same channel. */
export function parseFromWorker(message: unknown): FromWorker | undefined {
  if (typeof message !== 'object' || message === null || !('from' in message) || message.from !== SENDER)
    return undefined;
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- what worker.ts has sent
  return message as FromWorker & { readonly from: string };
}

/** Marks the messages of worker.ts. */
export const SENDER = 'tsgi worker';
