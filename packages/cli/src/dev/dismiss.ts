import type { ChildProcess } from 'node:child_process';
import { CLOSE_TIMEOUT, type ToDevWorker } from './messages.ts';

/** Has a process go: by itself, within its time, or else by force, if its event loop stands still. */
export function dismiss(child: ChildProcess): void {
  send(child, { type: 'stop' });
  setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT + 1000).unref();
}

/** Tells a process something; one that has gone does not hear it. */
export function send(child: ChildProcess, message: ToDevWorker): void {
  if (child.connected) child.send(message, () => undefined);
}
