/**
 * `beginResponse` calls an application and follows it to the commit, the moment from which status and headers cannot
 * change any more: the first chunk that is not empty, the first `write`, or the end. What it gives is the response as
 * a value. Every shape of application (an array, a generator that starts late, `write`, a promise of any of them)
 * becomes the same thing, so that a middleware is a function from one response to another.
 */
import type { Application, HeaderList, ResponseBody, StartResponse, Write } from './application.ts';
import { assertBody, discardBody, isArrayBody, isFileBody, isPromiseLike, isSyncBody } from './body.ts';
import { AsyncChunks, SyncChunks } from './chunks.ts';
import { ContractError } from './contract-error.ts';
import type { Environ } from './environ.ts';
import { assertHead } from './head.ts';
import { wrapBody } from './wrap-body.ts';
import { WrittenChunks } from './written-chunks.ts';

/** A response at its commit. */
export interface BegunResponse {
  readonly status: string;
  readonly headers: HeaderList;
  /**
   * The body, from its first byte on; yours to return, to wrap or to discard. Closing it twice closes it once. An
   * array means that all of it is there.
   */
  readonly body: ResponseBody;
}

/**
 * Calls `app` and gives its response at the commit: at once when the application is synchronous, else as a promise.
 * Empty chunks before the commit are dropped. What the application throws before the commit is thrown here; after it,
 * by the body. Once the client has left, a response that has not begun is an empty one, or rejects where it has no
 * head yet, and its body is closed.
 *
 * @param isSettled says whether somebody else has answered in the meantime (a timeout): `startResponse` throws then.
 *   Whoever gives it closes the body of the late response.
 * @throws ContractError when the application breaks the protocol
 */
export function beginResponse<E extends Environ>(
  app: Application<E>,
  environ: E,
  isSettled: () => boolean = never,
): BegunResponse | Promise<BegunResponse> {
  const call = new Call(environ, isSettled);
  const returned = app(environ, call.startResponse);
  return isPromiseLike(returned) ? call.follow(returned) : call.take(returned);
}

function never(): boolean {
  return false;
}

interface Head {
  readonly status: string;
  readonly headers: HeaderList;
}

/** One call of an application, up to its commit. */
class Call {
  readonly #environ: Environ;
  readonly #isSettled: () => boolean;
  #called = false;
  #committed = false;
  #head: Head | undefined;
  #written: WrittenChunks | undefined;
  #firstWrite: ((written: WrittenChunks) => void) | undefined;

  constructor(environ: Environ, isSettled: () => boolean) {
    this.#environ = environ;
    this.#isSettled = isSettled;
  }

  readonly startResponse: StartResponse = (status, headers, failure) => {
    if (this.#isSettled()) {
      throw new ContractError(
        'start-response-settled',
        'startResponse was called after this request had been answered',
      );
    }
    if (failure !== undefined && this.#committed) throw failure.error;
    if (failure === undefined && this.#called) {
      throw new ContractError('start-response-twice', 'startResponse was called again, without a failure');
    }
    this.#called = true;
    this.#head = undefined;
    assertHead(status, headers);
    this.#head = { status, headers };
    return this.#write;
  };

  readonly #write: Write = async (chunk) => {
    if (!(chunk instanceof Uint8Array)) throw new ContractError('chunk-invalid', 'write() takes a Uint8Array');
    if (this.#committed && this.#written === undefined) {
      throw new ContractError('write-late', 'write() was called after the body was returned');
    }
    if (chunk.length === 0) return;
    if (this.#head === undefined) throw missingHead();
    const written = this.#written;
    if (written !== undefined) return written.write(chunk);
    this.#written = new WrittenChunks(this.#environ['tsgi.errors']);
    const taken = this.#written.write(chunk);
    this.#firstWrite?.(this.#written);
    return taken;
  };

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
      if (this.#head === undefined || !abort.happened()) throw error;
      return this.#commit([]);
    } finally {
      abort.stop();
    }
    return this.#commit(chunks);
  }

  #commit(body: ResponseBody): BegunResponse {
    const head = this.#head;
    if (head === undefined) {
      discardBody(body, this.#environ['tsgi.errors']);
      throw missingHead();
    }
    this.#committed = true;
    return { status: head.status, headers: head.headers, body };
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
