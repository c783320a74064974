/** One call of an application, followed to the commit of its response. The work behind `beginResponse`. */

import type { StartResponse } from './application.ts';
import type { Alternative, BegunResponse } from './begun-response.ts';
import { assertBody, discardBody, isArrayBody, isFileBody, isSyncBody } from './body.ts';
import { AsyncChunks, SyncChunks } from './chunks.ts';
import { ContractError } from './contract-error.ts';
import { describeError } from './describe-error.ts';
import type { Environ } from './environ.ts';
import { assertHead } from './head.ts';
import type { HeaderList } from './header-list.ts';
import type { ResponseBody } from './response-body.ts';
import { wrapBody } from './wrap-body.ts';
import { WrittenChunks } from './written-chunks.ts';

export class ApplicationCall {
  readonly #environ: Environ;
  #called = false;
  #committed = false;
  /** Somebody else has answered in place of the application. */
  #settled = false;
  /** The head as it stands; both or neither. */
  #status: string | undefined;
  #headers: HeaderList = [];
  #written: WrittenChunks | undefined;
  #firstWrite: ((written: WrittenChunks) => void) | undefined;

  constructor(environ: Environ) {
    this.#environ = environ;
  }

  readonly startResponse: StartResponse = (status, headers, failure) => {
    if (this.#settled) {
      throw new ContractError(
        'start-response-settled',
        'startResponse was called after this request had been answered',
      );
    }
    if (failure !== undefined && (this.#committed || this.#written !== undefined)) throw failure.error;
    if (failure === undefined && this.#called) {
      throw new ContractError('start-response-twice', 'startResponse was called again, without a failure');
    }
    this.#called = true;
    this.#status = undefined;
    assertHead(status, headers);
    this.#status = status;
    this.#headers = headers;
    return (chunk) => this.#write(chunk);
  };

  async #write(chunk: Uint8Array): Promise<void> {
    if (!(chunk instanceof Uint8Array)) throw new ContractError('chunk-invalid', 'write() takes a Uint8Array');
    if (this.#committed && this.#written === undefined) {
      throw new ContractError('write-late', 'write() was called after the body was returned');
    }
    if (chunk.length === 0) return;
    if (this.#status === undefined) throw missingHead();
    const written = this.#written;
    if (written !== undefined) return written.write(chunk);
    this.#written = new WrittenChunks(this.#environ['tsgi.errors']);
    const taken = this.#written.write(chunk);
    this.#firstWrite?.(this.#written);
    return taken;
  }

  /** The application returned a promise: the commit comes with its body, or with the first write before that. */
  follow(promise: PromiseLike<ResponseBody>): BegunResponse | Promise<BegunResponse> {
    if (this.#written !== undefined) return this.#commitWriting(this.#written, promise);
    return new Promise((resolve, reject) => {
      this.#firstWrite = (written) => resolve(this.#commitWriting(written, promise));
      promise.then((body) => {
        if (this.#written !== undefined) return;
        try {
          resolve(this.take(body));
        } catch (error) {
          reject(error);
        }
      }, reject);
    });
  }

  /** The application's response, unless the alternative comes first. */
  unless(begun: Promise<BegunResponse>, alternative: Alternative): Promise<BegunResponse> {
    const errors = this.#environ['tsgi.errors'];
    let done = false;
    return new Promise((resolve, reject) => {
      const cancel = alternative((response) => {
        if (done) return discardBody(response.body, errors);
        done = true;
        this.#settled = true;
        resolve(response);
      });
      begun.then(
        (response) => {
          if (this.#settled) return discardBody(response.body, errors);
          done = true;
          cancel();
          resolve(response);
        },
        (error: unknown) => {
          if (this.#settled) return errors.write(`An application failed after its answer: ${describeError(error)}\n`);
          done = true;
          cancel();
          reject(error);
        },
      );
    });
  }

  /** From the first write on, what the application still does belongs to the body. */
  #commitWriting(written: WrittenChunks, promise: PromiseLike<ResponseBody>): BegunResponse {
    promise.then(
      (body) => {
        try {
          assertBody(body);
          written.returned(body);
        } catch (error) {
          written.failed(error);
        }
      },
      (error: unknown) => written.failed(error),
    );
    return this.#commit(written);
  }

  /** The application returned its body. */
  take(body: ResponseBody): BegunResponse | Promise<BegunResponse> {
    assertBody(body);
    if (this.#written !== undefined) {
      this.#written.returned(body);
      return this.#commit(this.#written);
    }
    if (isArrayBody(body) || isFileBody(body)) {
      return this.#commit(body.close === undefined ? body : wrapBody(body, {}));
    }
    if (!isSyncBody(body)) return this.#takeAsync(new AsyncChunks(body, {}));
    const chunks = new SyncChunks(body, {});
    try {
      chunks.prime();
    } catch (error) {
      discardBody(chunks, this.#environ['tsgi.errors']);
      throw error;
    }
    return this.#commit(chunks);
  }

  async #takeAsync(chunks: AsyncChunks): Promise<BegunResponse> {
    const abort = onAbort(this.#environ['tsgi.exchange'].signal);
    try {
      await Promise.race([chunks.prime(), abort.promise]);
    } catch (error) {
      discardBody(chunks, this.#environ['tsgi.errors']);
      if (this.#status === undefined || !abort.happened()) throw error;
      return this.#commit([]);
    } finally {
      abort.stop();
    }
    return this.#commit(chunks);
  }

  #commit(body: ResponseBody): BegunResponse {
    const status = this.#status;
    if (status === undefined) {
      discardBody(body, this.#environ['tsgi.errors']);
      throw missingHead();
    }
    this.#committed = true;
    return { status, headers: this.#headers, body };
  }
}

function missingHead(): ContractError {
  return new ContractError(
    'start-response-missing',
    'The application must call startResponse, and not have it refused, before it gives its first chunk or ends',
  );
}

/** A promise that rejects when the signal aborts, and a way to stop waiting for it. */
function onAbort(signal: AbortSignal): { promise: Promise<never>; happened: () => boolean; stop: () => void } {
  let stop = (): void => undefined;
  let happened = false;
  const promise = new Promise<never>((_, reject) => {
    const listener = (): void => {
      happened = true;
      reject(signal.reason);
    };
    if (signal.aborted) listener();
    signal.addEventListener('abort', listener, { once: true });
    stop = () => signal.removeEventListener('abort', listener);
  });
  promise.catch(() => undefined);
  return { promise, happened: () => happened, stop };
}
