/**
 * Tells systemd how the service is: sd_notify(3). Node has no datagram sockets of the unix kind, so systemd's own
 * program sends what is to be said; the unit needs `Type=notify` and `NotifyAccess=all`.
 */
import { spawn } from 'node:child_process';
import type { Log } from './log.ts';

export interface ServiceManager {
  ready(): void;
  reloading(): void;
  stopping(): void;
  /** When all that was said has arrived, or was given up. */
  told(): Promise<void>;
}

/** Tells `NOTIFY_SOCKET`, if there is one: without it nobody listens. */
export function serviceManager(environment: NodeJS.ProcessEnv, log: Log): ServiceManager {
  // One after the other: what was said last has to arrive last.
  let last: Promise<void> = Promise.resolve();
  const tell = (...assignments: readonly string[]): void => {
    if (environment['NOTIFY_SOCKET'] === undefined) return;
    last = last
      .then(() => notify(assignments))
      .catch((error: unknown) => {
        log.say('warn', `systemd was not told ${assignments.join(' ')}: ${String(error)}`);
      });
  };
  return {
    ready: () => tell('READY=1'),
    reloading: () => tell('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    stopping: () => tell('STOPPING=1'),
    told: () => last,
  };
}

function notify(assignments: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('systemd-notify', [`MAINPID=${process.pid}`, ...assignments], { stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit code ${code}`))));
  });
}
