import type { ChildProcess } from 'node:child_process';
import { CLOSE_TIMEOUT, type ToDevWorker } from './messages.ts';

/** Asks a process to stop, and kills it if it does not stop in time, for example because its event loop is blocked. */
export function dismiss(child: ChildProcess): void {
  send(child, { type: 'stop' });
  setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT + 1000).unref();
}

/** Sends a message to a process, if it is still running. */
export function send(child: ChildProcess, message: ToDevWorker): void {
  if (child.connected) child.send(message, () => undefined);
}
