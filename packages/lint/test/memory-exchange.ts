import type { Exchange, Facts, Finish, HeaderList, UpgradeHandler } from '@tsgi/protocol';

/** The exchange of a server without sockets. */
export class MemoryExchange implements Exchange {
  readonly #abort = new AbortController();
  readonly #callbacks: ((finish: Finish) => void)[] = [];
  #finish: Finish | undefined;
  readonly draining: AbortSignal = new AbortController().signal;
  readonly facts: Facts = {};
  readonly hints: HeaderList[] = [];
  upgraded: UpgradeHandler | undefined;
  declare upgrade?: (handler: UpgradeHandler) => void;

  /** @param isUpgradable whether the client has asked for an upgrade */
  constructor(isUpgradable = false) {
    if (isUpgradable) this.upgrade = (handler) => void (this.upgraded = handler);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  abort(reason?: unknown): void {
    if (this.#finish === undefined) this.#abort.abort(reason);
  }

  /** Breaks the rule that the signal never aborts late. */
  abortAnyway(): void {
    this.#abort.abort();
  }

  onFinish(callback: (finish: Finish) => void): void {
    if (this.#finish === undefined) this.#callbacks.push(callback);
    else callback(this.#finish);
  }

  earlyHints(headers: HeaderList): void {
    this.hints.push(headers);
  }

  /** The callbacks, in the order in which they are due. */
  end(finish: Finish): readonly ((finish: Finish) => void)[] {
    this.#finish = finish;
    return this.#callbacks.splice(0).reverse();
  }
}
