/**
 * The rest of a response, from its commit on, as a server sends it: pulled chunk by chunk, held against its
 * `Content-Length`, and ended once, however it ends: the body is closed, then `onFinish` is called.
 */
import type { AsyncResource } from 'node:async_hooks';
import {
  type BegunResponse,
  ContractError,
  describeError,
  getHeader,
  type HeaderList,
  isArrayBody,
  isFileBody,
  isSyncBody,
  mayHaveBody,
  type ResponseBody,
  statusCode,
} from '@tsgi/protocol';
import type { TestParts } from './create-environ.ts';

/** The request that a response belongs to. */
export interface OngoingRequest extends TestParts {
  /** The async resource of the request, in which everything of it runs. */
  readonly scope: AsyncResource;
  /** Whether the method is HEAD. */
  readonly isHead: boolean;
}

export class OngoingResponse {
  /** The status text, as `startResponse` was given it. */
  readonly status: string;
  readonly headers: HeaderList;
  /** Whether all of the body is there, or there is none to send. */
  readonly isWhole: boolean;
  readonly #body: ResponseBody;
  readonly #request: OngoingRequest;
  readonly #isBodiless: boolean;
  /** How many bytes `Content-Length` promises, where it is about this body. */
  readonly #promised: number | undefined;
  #iterator: Iterator<Uint8Array, unknown> | AsyncIterator<Uint8Array, unknown> | undefined;
  #bytes = 0;
  #interrupt: ((reason: unknown) => void) | undefined;
  #ending: Promise<void> | undefined;

  constructor({ status, headers, body }: BegunResponse, request: OngoingRequest) {
    this.status = status;
    this.headers = headers;
    this.#body = body;
    this.#request = request;
    // RFC 9110 §9.3.2, §15.3.6; RFC 9112 §6.3.
    this.#isBodiless = request.isHead || !mayHaveBody(status) || status.startsWith('205');
    this.isWhole = this.#isBodiless || isArrayBody(body);
    const length = this.#isBodiless ? undefined : getHeader(headers, 'Content-Length');
    this.#promised = length === undefined ? undefined : Number(length);
  }

  /**
   * The next chunk that is not empty; `undefined` at the end. What the body throws is thrown here, and ends it.
   * @throws ContractError `chunk-invalid`, `content-length-mismatch`
   */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#ending !== undefined) {
      await this.#ending;
      return undefined;
    }
    try {
      const chunk = this.#isBodiless ? undefined : await this.#nextChunk();
      if (chunk === undefined) await this.#end({ error: undefined, aborted: false });
      return chunk;
    } catch (error) {
      await this.#end({ error, aborted: true });
      throw error;
    }
  }

  /** The client leaves: the signal first, then the body is closed. Without effect once the response has ended. */
  async leave(reason: unknown): Promise<void> {
    if (this.#ending === undefined) {
      const { exchange, scope } = this.#request;
      scope.runInAsyncScope(() => exchange.disconnect());
      this.#interrupt?.(reason);
      await this.#end({ error: undefined, aborted: true });
    }
    await this.#ending;
  }

  async #nextChunk(): Promise<Uint8Array | undefined> {
    for (;;) {
      if (isFileBody(this.#body) && this.#bytes === this.#promised) return undefined;
      const step = await this.#interruptible(() => this.#request.scope.runInAsyncScope(() => this.#pull()));
      if (step.done === true) {
        if (this.#promised !== undefined && this.#bytes < this.#promised) throw this.#mismatch('fewer');
        return undefined;
      }
      const chunk = this.#checked(step.value);
      if (chunk.length > 0) return chunk;
    }
  }

  async #pull(): Promise<IteratorResult<Uint8Array, unknown>> {
    this.#iterator ??= isSyncBody(this.#body) ? this.#body[Symbol.iterator]() : this.#body[Symbol.asyncIterator]();
    return this.#iterator.next();
  }

  /** Waits for a pull, or until the client leaves: a pull may take for ever. */
  #interruptible<T>(pull: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#interrupt = reject;
      pull().then(resolve, reject);
    });
  }

  #checked(chunk: unknown): Uint8Array {
    if (!(chunk instanceof Uint8Array)) throw new ContractError('chunk-invalid', 'A chunk must be a Uint8Array');
    const { length } = chunk;
    const room = (this.#promised ?? Number.POSITIVE_INFINITY) - this.#bytes;
    if (length > room && !isFileBody(this.#body)) throw this.#mismatch('more');
    this.#bytes += Math.min(length, room);
    return chunk.subarray(0, room);
  }

  #mismatch(what: 'more' | 'fewer'): ContractError {
    return new ContractError('content-length-mismatch', `The body has ${what} bytes than Content-Length says`);
  }

  #end(how: { readonly error: unknown; readonly aborted: boolean }): Promise<void> {
    this.#ending ??= this.#request.scope.runInAsyncScope(async () => {
      try {
        await this.#body.close?.();
      } catch (error) {
        this.#request.errors.write(`Closing a response body failed: ${describeError(error)}\n`);
      }
      await this.#request.input.close();
      const { headers, status } = this;
      this.#request.exchange.end({ status: statusCode(status), headers, bytes: this.#bytes, ...how });
    });
    return this.#ending;
  }
}
