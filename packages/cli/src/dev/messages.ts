/** What `tsgi dev` and the process with the application say to each other. */

import type { ApplicationFiles } from './application-files.ts';

export type ToDevWorker =
  | { readonly type: 'start'; readonly app: string; readonly folder: string; readonly dotenv: string | undefined }
  | { readonly type: 'stop' };

export type FromDevWorker =
  /** It accepts connections: with the application, or with a page about why it does not load. */
  | { readonly type: 'ready'; readonly url: string; readonly problem: string | undefined; readonly isUsage: boolean }
  /** These files and folders belong to the application. */
  | ({ readonly type: 'watch' } & ApplicationFiles);

/** The descriptor under which the process finds the listening socket. */
export const LISTENING_DESCRIPTOR = 4;

/** How long requests in flight may take when the application is restarted, in milliseconds. */
export const CLOSE_TIMEOUT = 2000;

/** A message of the process; `undefined` for what an application has sent, which has the same channel. */
export function parseFromDevWorker(message: unknown): FromDevWorker | undefined {
  if (typeof message !== 'object' || message === null || !('from' in message) || message.from !== SENDER)
    return undefined;
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- what dev-worker.ts has sent
  return message as FromDevWorker & { readonly from: string };
}

/** Marks the messages of dev-worker.ts. */
export const SENDER = 'tsgi dev worker';
