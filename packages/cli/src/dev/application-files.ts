/** Which files an application is made of, told as they are found. */
import { subscribe } from 'node:diagnostics_channel';
import { createRequire, register } from 'node:module';
import { MessageChannel } from 'node:worker_threads';

/** A message on the diagnostics channel `tsgi:watch`: files and folders that an application is made of too. */
interface WatchMessage {
  readonly paths: readonly string[];
}

/** What the hook of modules tells. */
type HookMessage = { readonly found: string } | { readonly missing: string };

/** Files and folders that are there, and files that were looked for in vain, perhaps without their extension. */
export interface ApplicationFiles {
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

/** Tells from now on which modules are imported, and what is published on `tsgi:watch`. */
export function onApplicationFiles(tell: (files: ApplicationFiles) => void): void {
  const { port1, port2 } = new MessageChannel();
  register('./module-hook.js', import.meta.url, { data: { port: port2 }, transferList: [port2] });
  port1.on('message', (message: HookMessage) => {
    if ('found' in message) tell({ found: [message.found], missing: [] });
    else tell({ found: [], missing: [message.missing] });
  });
  port1.unref();
  subscribe('tsgi:watch', (message) => {
    if (isWatchMessage(message)) tell({ found: message.paths, missing: [] });
  });
}

/** The CommonJS modules that were required so far. */
export function requiredFiles(): readonly string[] {
  return Object.keys(createRequire(import.meta.url).cache).filter((path) => !path.includes('/node_modules/'));
}

function isWatchMessage(message: unknown): message is WatchMessage {
  return typeof message === 'object' && message !== null && 'paths' in message && Array.isArray(message.paths);
}
