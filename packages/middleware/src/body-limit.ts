/** `bodyLimit`: no request with more body than so many bytes. */
import { bodyOf, errorResponse, HttpError } from '@tsgi/http';
import { type Environ, forwardRoutes, type InputError, type InputStream, type Middleware } from '@tsgi/protocol';

/**
 * Refuses bodies over a number of bytes: at once where `Content-Length` says so (413, nothing is read), else when the
 * application has read that many. Wrapped around a part of a site, where the server's own limit is for all of it.
 * @param bytes a whole number from 0
 */
export function bodyLimit(bytes: number): Middleware {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new RangeError(`A limit is a whole number of bytes from 0, not ${bytes}`);
  }
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      if (Number(environ.CONTENT_LENGTH ?? 0) > bytes) {
        return errorResponse(new HttpError(413, { code: 'body-too-large' }), environ).send(environ, startResponse);
      }
      if (environ.CONTENT_LENGTH === undefined) limitInput(environ, bytes);
      return app(environ, startResponse);
    });
}

function limitInput(environ: Environ, bytes: number): void {
  const input = new LimitedInput(environ['tsgi.input'], bytes);
  environ['tsgi.input'] = input;
}

class BodyTooLarge extends Error implements InputError {
  override readonly name = 'BodyTooLarge';
  readonly origin = 'tsgi.input';
  readonly code = 'body-too-large';
  readonly status = 413;
}

class LimitedInput implements InputStream {
  readonly #input: InputStream;
  #left: number;
  readonly #limit: number;

  constructor(input: InputStream, limit: number) {
    this.#input = input;
    this.#left = limit;
    this.#limit = limit;
    // What was parsed of the body is shared by all who stand for it.
    Object.defineProperty(this, bodyOf, {
      get: (): unknown => Reflect.get(input, bodyOf),
      set: (value: unknown) => void Reflect.set(input, bodyOf, value),
    });
  }

  async read(size?: number): Promise<Uint8Array> {
    return this.#count(await this.#input.read(this.#most(size)));
  }

  async readLine(limit?: number): Promise<Uint8Array> {
    return this.#count(await this.#input.readLine(this.#most(limit)));
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for await (const chunk of this.#input) yield this.#count(chunk);
  }

  /** One byte more than there may be shows that there is more. */
  #most(wanted: number | undefined): number {
    if (this.#left < 0) throw new BodyTooLarge(`The body has more than ${this.#limit} bytes`);
    return wanted === undefined ? this.#left + 1 : Math.min(wanted, this.#left + 1);
  }

  #count(chunk: Uint8Array): Uint8Array {
    this.#left -= chunk.length;
    if (this.#left < 0) throw new BodyTooLarge(`The body has more than ${this.#limit} bytes`);
    return chunk;
  }
}
