/**
 * What the server tells those who watch it through `node:diagnostics_channel`. Where nobody listens, a request costs
 * one look at each channel.
 */
import { type Channel, channel } from 'node:diagnostics_channel';
import type { Environ, Finish } from '@tsgi/protocol';
import type { Clock } from './clock.ts';

/** Published on `tsgi:request:start`, before the application is called. */
export interface RequestStart {
  readonly environ: Environ;
}

/** Published on `tsgi:request:finish`, once for each request, when its response has ended and its body is closed. */
export interface RequestFinish extends RequestStart {
  /** The status that was sent; `undefined` when the connection was lost before one was. */
  readonly status: number | undefined;
  /** How many bytes of the request's body were read, framing left out. */
  readonly bytesReceived: number;
  /** How many bytes of the response's body were sent, framing left out. */
  readonly bytesSent: number;
  /** Milliseconds since the start. */
  readonly duration: number;
  /** Whether the response did not reach its end. */
  readonly aborted: boolean;
}

/** Published on `tsgi:request:error`, when the application or its body has thrown; a finish follows. */
export interface RequestFailure extends RequestFinish {
  readonly error: unknown;
}

const started: Channel = channel('tsgi:request:start');
const finished: Channel = channel('tsgi:request:finish');
const failed: Channel = channel('tsgi:request:error');

/** One request, as those see it who listen. */
export class RequestWatch {
  readonly #environ: Environ;
  readonly #clock: Clock;
  readonly #start: number;

  private constructor(environ: Environ, clock: Clock) {
    this.#environ = environ;
    this.#clock = clock;
    this.#start = clock.now();
  }

  /** A watch for a request that begins; `undefined` when nobody listens. */
  static begin(environ: Environ, clock: Clock): RequestWatch | undefined {
    if (!started.hasSubscribers && !finished.hasSubscribers && !failed.hasSubscribers) return undefined;
    const message: RequestStart = { environ };
    started.publish(message);
    return new RequestWatch(environ, clock);
  }

  fail(error: unknown, finish: Finish, bytesReceived: number): void {
    const message: RequestFailure = { ...this.#describe(finish, bytesReceived), error };
    failed.publish(message);
  }

  finish(finish: Finish, bytesReceived: number): void {
    finished.publish(this.#describe(finish, bytesReceived));
  }

  #describe({ status, bytes, aborted }: Finish, bytesReceived: number): RequestFinish {
    const duration = this.#clock.now() - this.#start;
    return { environ: this.#environ, status, bytesReceived, bytesSent: bytes, duration, aborted };
  }
}
