/**
 * Watches an exchange, in place: it is one object for all layers, so lint puts its own functions on it and gives out no
 * other one. Each exchange is watched once, by the outermost lint that sees it.
 */
import type { Exchange, Finish } from '@tsgi/protocol';
import type { Inspector } from './inspector.ts';
import { abortRules, exchangeUseRules, finishRules } from './rules/exchange.ts';

const watches = new WeakMap<object, ExchangeWatch>();

/** The watch of an exchange that has been seen before. */
export function knownExchangeWatch(exchange: unknown): ExchangeWatch | undefined {
  return typeof exchange === 'object' && exchange !== null ? watches.get(exchange) : undefined;
}

/** What has become of an exchange. */
export class ExchangeWatch {
  readonly #inspector: Inspector;
  readonly #exchange: Exchange;
  #finished = false;
  #aborted = false;
  #upgrading = false;

  /** The watch of an exchange: the one that it has, or a new one. */
  static of(exchange: Exchange, inspector: Inspector): ExchangeWatch {
    const known = watches.get(exchange);
    if (known !== undefined) return known;
    const watch = new ExchangeWatch(exchange, inspector);
    watches.set(exchange, watch);
    watch.#observe();
    return watch;
  }

  private constructor(exchange: Exchange, inspector: Inspector) {
    this.#exchange = exchange;
    this.#inspector = inspector;
  }

  /** Whether the response has ended. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Whether the request was given up. */
  get aborted(): boolean {
    return this.#aborted;
  }

  /** Whether an upgrade was registered. */
  get upgrading(): boolean {
    return this.#upgrading;
  }

  #observe(): void {
    const exchange = this.#exchange;
    let newerWaits = true;
    const older = this.#watchFinish(() => newerWaits);
    exchange.onFinish(older);
    const newer = this.#watchFinish(() => false);
    exchange.onFinish((finish) => {
      this.#finished = true;
      newerWaits = false;
      newer(finish);
    });
    this.#aborted = exchange.signal.aborted;
    exchange.signal.addEventListener('abort', () => this.#abort(), { once: true });
    if (Object.isExtensible(exchange)) this.#standBefore();
  }

  #watchFinish(newerWaits: () => boolean): (finish: Finish) => void {
    let calls = 0;
    return (finish) => {
      const subject = { earlier: calls++, newerWaits: newerWaits(), finish, trailers: this.#exchange.trailers };
      this.#inspector.note(finishRules, subject);
    };
  }

  #abort(): void {
    this.#aborted = true;
    this.#inspector.note(abortRules, { finished: this.#finished });
  }

  /** Looks at what applications give to the functions of the exchange. */
  #standBefore(): void {
    const exchange = this.#exchange;
    const onFinish = exchange.onFinish.bind(exchange);
    put(exchange, 'onFinish', (callback: (finish: Finish) => void) => {
      this.#inspector.demand(exchangeUseRules, { method: 'onFinish', callback });
      onFinish((finish) => {
        this.#finished = true;
        callback(finish);
      });
    });
    const earlyHints = exchange.earlyHints?.bind(exchange);
    if (earlyHints !== undefined) {
      put(exchange, 'earlyHints', (...[headers]: Parameters<typeof earlyHints>) => {
        this.#inspector.demand(exchangeUseRules, { method: 'earlyHints', headers });
        earlyHints(headers);
      });
    }
    const upgrade = exchange.upgrade?.bind(exchange);
    if (upgrade !== undefined) {
      put(exchange, 'upgrade', (...args: Parameters<typeof upgrade>) => {
        this.#inspector.demand(exchangeUseRules, { method: 'upgrade', callback: args[0] });
        upgrade(...args);
        this.#upgrading = true;
      });
    }
  }
}

function put(exchange: Exchange, name: keyof Exchange, value: (...args: never[]) => void): void {
  Object.defineProperty(exchange, name, { value, configurable: true, writable: true, enumerable: true });
}
