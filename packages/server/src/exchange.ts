/** The exchange of one request: what it has is made when it is asked for, since most requests ask for nothing. */
import {
  assertHead,
  type Exchange,
  type Facts,
  type Finish,
  type HeaderList,
  type UpgradeHandler,
  type UpgradeOptions,
} from '@tsgi/protocol';
import { type RegisteredUpgrade, registerUpgrade } from './upgrade.ts';
import type { RequestHead } from './wire/request-head.ts';
import { formatInterimHead } from './wire/response-head.ts';

/** What an exchange needs of the server around it. */
export interface ExchangeHost {
  readonly draining: AbortSignal;
  /** Sends an interim response, unless the final one has begun. */
  sendInterim(head: string): void;
  log(error: unknown): void;
  /** How the response ended, once it has. */
  describe(): Finish;
}

export class ServerExchange implements Exchange {
  declare trailers?: HeaderList;
  declare upgrade?: (handler: UpgradeHandler, options?: UpgradeOptions) => void;
  readonly #host: ExchangeHost;
  #facts: Facts | undefined;
  #controller: AbortController | undefined;
  #abortion: { readonly reason: unknown } | undefined;
  #callbacks: ((finish: Finish) => void)[] | undefined;
  #isOver = false;
  #registered: RegisteredUpgrade | undefined;

  constructor(host: ExchangeHost, head: RequestHead) {
    this.#host = host;
    if (head.upgrades.length > 0) {
      this.upgrade = (handler, options) => {
        this.#registered = registerUpgrade(head.upgrades, handler, options);
      };
    }
    // HTTP/1.0 knows no interim responses (RFC 9110 §15.2): there the method is absent.
    if (head.version === 'HTTP/1.0') Object.defineProperty(this, 'earlyHints', { value: undefined });
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#abortion !== undefined) this.#controller.abort(this.#abortion.reason);
    return this.#controller.signal;
  }

  get draining(): AbortSignal {
    return this.#host.draining;
  }

  get facts(): Facts {
    return (this.#facts ??= {});
  }

  abort(reason: unknown = new DOMException('The request was given up', 'AbortError')): void {
    if (this.#isOver || this.#abortion !== undefined) return;
    this.#abortion = { reason };
    this.#controller?.abort(reason);
  }

  onFinish(callback: (finish: Finish) => void): void {
    if (this.#isOver) this.#call(callback, this.#host.describe());
    else (this.#callbacks ??= []).push(callback);
  }

  earlyHints(headers: HeaderList): void {
    assertHead('200 OK', headers);
    this.#host.sendInterim(formatInterimHead('103 Early Hints', headers));
  }

  /** Who takes the connection over, when the response is a 101. */
  get registered(): RegisteredUpgrade | undefined {
    return this.#registered;
  }

  /** Why `signal` aborted, or will when somebody asks for it. */
  get abortion(): { readonly reason: unknown } | undefined {
    return this.#abortion;
  }

  /** The response has ended, and its body is closed. */
  finish(): void {
    this.#isOver = true;
    if (this.#callbacks === undefined) return;
    const finish = this.#host.describe();
    for (const callback of this.#callbacks.reverse()) this.#call(callback, finish);
  }

  #call(callback: (finish: Finish) => void, finish: Finish): void {
    try {
      callback(finish);
    } catch (error) {
      this.#host.log(error);
    }
  }
}
