/**
 * A response as a value: status, headers, body. A view returns one; it is also an application.
 *
 * Whoever makes a response owns its body until it is sent; from then on the server does, and closes it.
 */
import {
  type Application,
  discardBody,
  type Environ,
  getHeader,
  isPromiseLike,
  type ResponseBody,
  type StartResponse,
  setHeader,
  status as statusText,
} from '@tsgi/protocol';
import { type HeaderFields, headerList, ResponseHeaders } from './response-headers.ts';
import { type CookieOptions, formatDeletion, formatSetCookie, isSameCookie } from './set-cookie.ts';

/** What every maker of responses takes. */
export interface ResponseOptions {
  /**
   * The status code.
   * @default 200
   */
  readonly status?: number;
  /**
   * Headers. They win over those that the maker sets itself, such as `Content-Type`.
   * @default none
   */
  readonly headers?: HeaderFields;
}

/**
 * The last step before a response is sent: what depends on the request that it answers (a redirect's status, a 304, a
 * part of a file). Gives the response to send, which may be the same one. Closes the body of one that it drops.
 */
export type Finishing = (response: HttpResponse, environ: Environ) => HttpResponse | Promise<HttpResponse>;

/** A response. Sent once, unless its body is an array: that one may be sent any number of times. */
export class HttpResponse {
  /** The status code, 200 to 599; 101 for an upgrade. */
  status: number;
  readonly headers: ResponseHeaders;
  body: ResponseBody;
  #finishing: Finishing | undefined;

  /** @param body chunks of bytes; none when left out */
  constructor(body: ResponseBody = [], options: ResponseOptions = {}) {
    this.body = body;
    this.status = options.status ?? 200;
    this.headers = new ResponseHeaders(options.headers === undefined ? [] : headerList(options.headers));
  }

  /** This response as an application: `mount('/health', text('ok').application)`. */
  get application(): Application {
    return (environ, startResponse) => this.send(environ, startResponse);
  }

  /** Adds a last step before this response is sent, after those it has already. */
  finishWith(step: Finishing): this {
    const earlier = this.#finishing;
    this.#finishing =
      earlier === undefined ? step : async (response, environ) => step(await earlier(response, environ), environ);
    return this;
  }

  /**
   * Finishes this response against its request and starts it.
   * @throws ContractError when its status or headers may not be sent; the body is closed then.
   */
  send(environ: Environ, startResponse: StartResponse): ResponseBody | Promise<ResponseBody> {
    const finishing = this.#finishing;
    if (finishing === undefined) return this.#start(environ, startResponse);
    const finished = finishing(this, environ);
    return isPromiseLike(finished)
      ? finished.then((response) => response.#start(environ, startResponse))
      : finished.#start(environ, startResponse);
  }

  /**
   * Adds a cookie, in place of one of the same name, domain and path.
   * @throws UsageError `cookie-invalid`, `cookie-insecure` or `cookie-too-large`
   */
  setCookie(name: string, value: string, options: CookieOptions = {}): this {
    return this.#addCookie(formatSetCookie(name, value, options));
  }

  /**
   * Has the client forget a cookie. Path and domain must be those that it was set with.
   * @throws UsageError `cookie-invalid` or `cookie-insecure`
   */
  deleteCookie(name: string, options: CookieOptions = {}): this {
    return this.#addCookie(formatDeletion(name, options));
  }

  #addCookie(cookie: string): this {
    const others = this.headers.getAll('Set-Cookie');
    if (others.some((other) => isSameCookie(other, cookie))) {
      this.headers.delete('Set-Cookie');
      for (const other of others) if (!isSameCookie(other, cookie)) this.headers.append('Set-Cookie', other);
    }
    this.headers.append('Set-Cookie', cookie);
    return this;
  }

  #start(environ: Environ, startResponse: StartResponse): ResponseBody {
    try {
      startResponse(statusText(this.status), this.headers.list);
      return this.body;
    } catch (error) {
      discardBody(this.body, environ['tsgi.errors']);
      throw error;
    }
  }
}

/** The options of a response whose maker knows its content type: the caller's own `Content-Type` wins. */
export function withType(type: string, options: ResponseOptions): ResponseOptions {
  const headers = headerList(options.headers ?? []);
  if (getHeader(headers, 'Content-Type') !== undefined) return options;
  return { ...options, headers: setHeader(headers, 'Content-Type', type) };
}
