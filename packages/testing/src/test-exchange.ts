/** `tsgi.exchange` without a server: a test makes the client leave and the server stop, and sees what was sent. */
import {
  assertHead,
  ContractError,
  describeError,
  type ErrorStream,
  type Exchange,
  type Facts,
  type Finish,
  type HeaderList,
  type UpgradeHandler,
  type UpgradeOptions,
} from '@tsgi/protocol';

/** What an exchange knows of its request. */
export interface ExchangeFacts {
  readonly errors: ErrorStream;
  /** Whether the client understands interim responses: an HTTP/1.1 one does. */
  readonly hints: boolean;
  /** What the client offers to switch to; empty when it asked for no upgrade. */
  readonly offered: readonly string[];
  /** Says that the server has begun to stop. */
  readonly draining: AbortSignal | undefined;
}

/** An upgrade that an application has registered. */
export interface RegisteredUpgrade {
  readonly handler: UpgradeHandler;
  readonly protocol: string;
  readonly raw: boolean;
}

/** The exchange of an environ made by `createEnviron`. */
export class TestExchange implements Exchange {
  readonly facts: Facts = {};
  declare trailers?: HeaderList;
  declare earlyHints?: (headers: HeaderList) => void;
  declare upgrade?: (handler: UpgradeHandler, options?: UpgradeOptions) => void;
  readonly #errors: ErrorStream;
  readonly #gone = new AbortController();
  readonly #left = new AbortController();
  readonly #stopping = new AbortController();
  readonly #draining: AbortSignal;
  readonly #callbacks: ((finish: Finish) => void)[] = [];
  readonly #hints: HeaderList[] = [];
  #registered: RegisteredUpgrade | undefined;
  #finish: Finish | undefined;

  constructor({ errors, hints, offered, draining }: ExchangeFacts) {
    this.#errors = errors;
    this.#draining =
      draining === undefined ? this.#stopping.signal : AbortSignal.any([this.#stopping.signal, draining]);
    if (hints) {
      this.earlyHints = (headers) => {
        assertHead('200 OK', headers);
        this.#hints.push(headers);
      };
    }
    if (offered.length > 0) this.upgrade = (handler, options) => this.#register(offered, handler, options);
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  get draining(): AbortSignal {
    return this.#draining;
  }

  abort(reason?: unknown): void {
    if (this.#finish === undefined) this.#gone.abort(reason);
  }

  onFinish(callback: (finish: Finish) => void): void {
    if (this.#finish === undefined) this.#callbacks.push(callback);
    else this.#call(callback, this.#finish);
  }

  /** The client leaves: `signal` aborts. Without effect once the response has ended. */
  disconnect(): void {
    if (this.#finish !== undefined) return;
    this.abort(new DOMException('The client has left', 'AbortError'));
    this.#left.abort();
  }

  /** Aborts when the client leaves, and not when the application gives the request up. */
  get left(): AbortSignal {
    return this.#left.signal;
  }

  /** The server begins to stop: `draining` aborts. */
  drain(): void {
    this.#stopping.abort();
  }

  /** The headers of each 103 that was sent, in order. */
  get sentHints(): readonly HeaderList[] {
    return this.#hints;
  }

  /** The upgrade that was registered last. */
  get registered(): RegisteredUpgrade | undefined {
    return this.#registered;
  }

  /** How the response ended; `undefined` as long as it has not. */
  get finish(): Finish | undefined {
    return this.#finish;
  }

  /** Ends the response, as a server does when the body is closed. `call` and the client do this. */
  end(finish: Finish): void {
    if (this.#finish !== undefined) return;
    this.#finish = finish;
    for (const callback of this.#callbacks.reverse()) this.#call(callback, finish);
  }

  #register(offered: readonly string[], handler: UpgradeHandler, options: UpgradeOptions = {}): void {
    const { protocol = offered[0] ?? '', raw = false } = options;
    if (!offered.includes(protocol)) {
      throw new ContractError('upgrade-invalid', `The client does not offer ${protocol}, but ${offered.join(', ')}`);
    }
    this.#registered = { handler, protocol, raw };
  }

  #call(callback: (finish: Finish) => void, finish: Finish): void {
    try {
      callback(finish);
    } catch (error) {
      this.#errors.write(`A callback of onFinish failed: ${describeError(error)}\n`);
    }
  }
}
