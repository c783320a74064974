/**
 * Watches an input, in place: what layers share about a body hangs on that object (one reader), so lint puts its own
 * functions on it and gives out no other one. Each input is watched once, by the outermost lint that sees it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type InputStream, isPromiseLike } from '@tsgi/protocol';
import type { ExchangeWatch } from './exchange-watch.ts';
import type { Inspector } from './inspector.ts';
import { LintError } from './lint-error.ts';
import { type Reading, readingRules, readRules } from './rules/input.ts';

const watches = new WeakMap<object, InputWatch>();

/** The exchange with which an input was seen first. */
export function exchangeOfInput(input: unknown): ExchangeWatch | undefined {
  return typeof input === 'object' && input !== null ? watches.get(input)?.exchange : undefined;
}

/** The input whose own functions are running: what they call on themselves is not the application's doing. */
const inside = new AsyncLocalStorage<InputWatch>();

type Method = Reading['method'];

export class InputWatch {
  /** The exchange to which the input belongs. */
  readonly exchange: ExchangeWatch;
  readonly #inspector: Inspector;
  readonly #contentLength: number | undefined;
  #pending = 0;
  #bytes = 0;
  #ended = false;

  /** Watches an input, unless it is watched already. */
  static watch(input: InputStream, inspector: Inspector, exchange: ExchangeWatch, contentLength?: string): void {
    if (watches.has(input) || !Object.isExtensible(input)) return;
    const watch = new InputWatch(inspector, exchange, contentLength === undefined ? undefined : Number(contentLength));
    watches.set(input, watch);
    watch.#standBefore(input);
  }

  private constructor(inspector: Inspector, exchange: ExchangeWatch, contentLength: number | undefined) {
    this.#inspector = inspector;
    this.exchange = exchange;
    this.#contentLength = contentLength;
  }

  #standBefore(input: InputStream): void {
    const read = input.read.bind(input);
    const readLine = input.readLine.bind(input);
    const iterate = input[Symbol.asyncIterator].bind(input);
    put(input, 'read', (size?: number) => this.#watch('read', size, () => read(size), lookAtRead(size)));
    put(input, 'readLine', (limit?: number) =>
      this.#watch('readLine', limit, () => readLine(limit), lookAtLine(limit)),
    );
    put(input, Symbol.asyncIterator, () => {
      const iterator = inside.run(this, iterate);
      return {
        next: () => this.#watch('next', undefined, () => iterator.next(), lookAtStep),
        return: async (value?: unknown) =>
          (await inside.run(this, () => iterator.return?.(value))) ?? { done: true, value },
      };
    });
  }

  async #watch(method: Method, amount: unknown, act: () => unknown, look: Look): Promise<unknown> {
    if (inside.getStore() === this) return act();
    const { finished } = this.exchange;
    const pending = this.#pending > 0;
    this.#inspector.demand(readingRules, { method, amount, pending, finished });
    this.#pending += 1;
    try {
      const result = inside.run(this, act);
      if (!isPromiseLike(result)) this.#inspector.demand(readRules, { kind: 'no-promise', method, amount, result });
      const given: unknown = await result;
      this.#given(method, amount, look(given));
      return given;
    } catch (error) {
      // A read that was not allowed may reject as it likes.
      const isExcused = error instanceof LintError || pending || finished;
      if (!isExcused) this.#inspector.demand(readRules, { kind: 'rejected', method, amount, error });
      throw error;
    } finally {
      this.#pending -= 1;
    }
  }

  #given(method: Method, amount: unknown, { chunk, ended }: Looked): void {
    const endedBefore = this.#ended;
    this.#ended ||= ended;
    this.#bytes += lengthOf(chunk);
    const total = { bytes: this.#bytes, contentLength: this.#contentLength };
    this.#inspector.demand(readRules, { kind: 'given', method, amount, chunk, ended, endedBefore, ...total });
  }
}

/** Tells what a read has given, and whether it has met the end. */
type Look = (given: unknown) => Looked;
interface Looked {
  readonly chunk: unknown;
  readonly ended: boolean;
}

const LF = 0x0a;
const EMPTY = new Uint8Array(0);

function lookAtRead(size: number | undefined): Look {
  return (chunk) => ({ chunk, ended: size === undefined || lengthOf(chunk) < size });
}

function lookAtLine(limit: number | undefined): Look {
  return (chunk) => {
    const isWhole = chunk instanceof Uint8Array && chunk.at(-1) === LF;
    return { chunk, ended: !isWhole && (limit === undefined || lengthOf(chunk) < limit) };
  };
}

function lookAtStep(step: unknown): Looked {
  if (typeof step !== 'object' || step === null) return { chunk: step, ended: false };
  if ('done' in step && step.done === true) return { chunk: EMPTY, ended: true };
  return { chunk: 'value' in step ? step.value : undefined, ended: false };
}

function lengthOf(chunk: unknown): number {
  return chunk instanceof Uint8Array ? chunk.length : 0;
}

function put(input: InputStream, name: keyof InputStream, value: unknown): void {
  Object.defineProperty(input, name, { value, configurable: true, writable: true });
}
