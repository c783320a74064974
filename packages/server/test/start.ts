/** A server for one test, gone when the test has ended, with a log and a clock that the test can read and turn. */
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
    return closed;
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

/** A promise, and what settles it. */
export function gate<T = void>(): { promise: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

/** Lets the event loop of server and client turn so often: enough for whatever is on its way within this process. */
export async function turns(count = 50): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
