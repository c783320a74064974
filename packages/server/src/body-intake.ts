/**
 * The body of one request on its way in: `100 Continue` at the first read, a client that is too slow or leaves, and
 * what nobody read.
 */
import type { HeaderList } from '@tsgi/protocol';
import type { ServerExchange } from './exchange.ts';
import type { BodySource } from './input.ts';
import { InputError } from './input-error.ts';
import type { BodyEvent } from './wire/body-event.ts';
import type { RequestHead } from './wire/request-head.ts';
import type { RequestParser } from './wire/request-parser.ts';

/** The connection, as the body sees it. */
export interface IntakeHost {
  readonly parser: RequestParser;
  /** Nothing more will arrive. */
  readonly isInputOver: boolean;
  /** Whether the head of the response has gone out. */
  readonly isAnswered: boolean;
  readonly pace: IntakePace;
  /** More bytes are wanted. */
  readOn(): void;
  /** Sends an interim response. */
  sendInterim(head: string): void;
}

/** How slowly a body may come. */
export interface IntakePace {
  /** Milliseconds of silence, in all. */
  readonly bodyTimeout: number;
  /** Bytes that earn a second of it back. */
  readonly minBodyRate: number;
}

export class BodyIntake implements BodySource {
  readonly #host: IntakeHost;
  readonly #head: RequestHead;
  readonly #exchange: ServerExchange;
  #isAwaited: boolean;
  #callback: (() => void) | undefined;
  #received = 0;
  #patience: number;
  #isTooSlow = false;
  #isFailed = false;
  #isEnded = false;

  constructor(host: IntakeHost, head: RequestHead, exchange: ServerExchange) {
    this.#host = host;
    this.#head = head;
    this.#exchange = exchange;
    this.#patience = host.pace.bodyTimeout;
    this.#isAwaited = head.expectsContinue;
  }

  nextOfBody(): BodyEvent | undefined {
    try {
      return this.#next();
    } catch (error) {
      this.#isFailed = true;
      throw error;
    }
  }

  whenMoreOfBody(callback: () => void): void {
    this.#callback = callback;
    this.#host.readOn();
    if (!this.#isAwaited) return;
    this.#isAwaited = false;
    if (this.#host.isAnswered) this.wake();
    else this.#host.sendInterim('HTTP/1.1 100 Continue\r\n\r\n');
  }

  endOfBody(trailers: HeaderList | undefined): void {
    if (trailers !== undefined) this.#exchange.trailers = trailers;
  }

  /** Something has changed for whoever waits: bytes, or the end of them. */
  wake(): void {
    const callback = this.#callback;
    this.#callback = undefined;
    callback?.();
  }

  /** Time has passed. It counts while the application waits for the client, never the other way round. */
  beat(elapsed: number): void {
    if (this.#callback === undefined) return;
    this.#patience -= elapsed;
    if (this.#patience > 0) return;
    this.#isTooSlow = true;
    this.wake();
  }

  /** How many bytes of the body have been read, by whomever. */
  get received(): number {
    return this.#received;
  }

  /** Whether the body has been read to its end. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether the rest can be read and thrown away, so that another request may follow it. */
  get isDisposable(): boolean {
    if (this.#isFailed || this.#host.isInputOver) return false;
    // A client that waits for 100 may send the body all the same, or not: the next bytes are not certain.
    if (this.#isAwaited && this.#host.parser.unread === 0) return false;
    const { framing } = this.#head;
    return framing.kind !== 'length' || framing.length - this.#received <= MOST_DISCARDED;
  }

  /** Throws away what is here. */
  discard(): 'ended' | 'more' | 'too-much' {
    const before = this.#received;
    for (;;) {
      const event = this.#next();
      if (event === undefined) return 'more';
      if (event.kind === 'end') return 'ended';
      if (this.#received - before > MOST_DISCARDED) return 'too-much';
    }
  }

  #next(): BodyEvent | undefined {
    const event = this.#host.parser.nextOfBody();
    if (event?.kind === 'data') {
      // Who sends the body already does not wait for 100 (RFC 9110 §10.1.1).
      this.#isAwaited = false;
      this.#received += event.bytes.length;
      const { bodyTimeout, minBodyRate } = this.#host.pace;
      this.#patience = Math.min(bodyTimeout, this.#patience + (event.bytes.length * 1000) / minBodyRate);
    } else if (event?.kind === 'end') {
      this.#isEnded = true;
    } else {
      this.#assertMoreMayCome();
    }
    return event;
  }

  #assertMoreMayCome(): void {
    if (this.#host.isInputOver) throw new InputError('body-truncated', 400, 'The connection ended within the body');
    if (this.#isTooSlow) throw new InputError('body-timeout', 408, 'The body comes in too slowly');
    if (this.#head.expectsContinue && this.#received === 0 && this.#host.isAnswered) {
      throw new InputError('body-not-sent', 400, 'The client was answered before it was asked for the body');
    }
  }
}

/** The most bytes of an unread body that are read for the sake of the next request (RFC 9112 §9.3). */
const MOST_DISCARDED = 65_536;
