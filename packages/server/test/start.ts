/** A server for one test, gone when the test has ended, with a log and a clock that the test can read and turn. */
import { within } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { onTestFinished } from 'vitest';
import { type Clock, createServer, type Server, type ServerOptions } from '../src/index.ts';

export interface Started {
  readonly server: Server;
  readonly url: string;
  /** What was written to `tsgi.errors`. */
  readonly log: readonly string[];
  readonly clock: TestClock;
}

export async function start(app: Application, options: ServerOptions = {}): Promise<Started> {
  const log: string[] = [];
  const clock = new TestClock();
  const errors = { write: (text: string) => void log.push(text), flush: () => undefined };
  const server = createServer(app, { ...(options.socket === undefined && { port: 0 }), errors, clock, ...options });
  await server.listen();
  onTestFinished(() => {
    const closed = server.close({ timeout: 0 });
    clock.pass(1);
    return within('the end of the server', closed);
  });
  return { server, url: server.url, log, clock };
}

/** Time that passes when a test says so. */
class TestClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ due: number; readonly every: number; readonly tick: () => void }>();

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(784_111_777_000 + this.#now);
  }

  every(milliseconds: number, tick: () => void): () => void {
    const timer = { due: this.#now + milliseconds, every: milliseconds, tick };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** The process was busy with something else for so many milliseconds. */
  jump(milliseconds: number): void {
    this.#now += milliseconds;
    this.pass(1);
  }

  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let now = this.#now + 1; now <= end; now++) {
      this.#now = now;
      for (const timer of this.#timers) {
        if (timer.due > now) continue;
        timer.due = now + timer.every;
        timer.tick();
      }
    }
  }
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A promise that has a deadline, and what settles it. `what` says what it waits for. */
export function gate<T = void>(what: string): { readonly promise: Promise<T>; readonly open: (value: T) => void } {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return {
    get promise() {
      return within(what, opened);
    },
    open: (value) => open(value),
  };
}

/**
 * Lets the event loop turn so often: enough for what the server does by itself, and for what must not happen. When bytes
 * come over a socket is up to the kernel: wait for what they set off.
 */
export async function turns(count = 50): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
