/**
 * A client that needs no socket: it calls an application in this process, the way a server would, and keeps what a
 * browser keeps between requests.
 */
import type { HeaderFields } from '@tsgi/http';
import type { Application } from '@tsgi/protocol';
import { ClientCookies } from './client-cookies.ts';
import type { ClientResponse, Redirect } from './client-response.ts';
import { createEnviron, headerList } from './create-environ.ts';
import { encodeBody, encodeFields } from './encode-body.ts';
import { addressed, type OutgoingRequest, redirected } from './redirect.ts';
import type { RequestOptions } from './request-options.ts';
import { sendRequest } from './send-request.ts';
import { TestingError } from './testing-error.ts';

/** How a client behaves. */
export interface ClientOptions {
  /**
   * Where the application is, from its client's view: paths are taken from here. Cookies and redirects go by it.
   * @default 'http://localhost'
   */
  readonly origin?: string;
  /**
   * Headers of every request.
   * @default none
   */
  readonly headers?: HeaderFields;
  /**
   * Whether to follow redirects; see the option of a request.
   * @default false
   */
  readonly followRedirects?: boolean | 'any-host';
  /**
   * Whether to rethrow what the application throws, and the error behind a 500 that a `view` answered. Otherwise such
   * a request gets the 500 that a client would see.
   * @default true
   */
  readonly throwErrors?: boolean;
  /**
   * Whether `lint` stands around the application, and checks it and this client. What it finds is thrown by the request
   * or, found later, by the read that ends the response.
   * @default true
   */
  readonly lint?: boolean;
  /**
   * The clock by which cookies expire.
   * @default the machine's
   */
  readonly clock?: { now(): number };
}

/**
 * Makes a client of an application. One client is one browser: its cookies are its own.
 *
 * @param app anything that a server would take. Where a test calls only a part that needs more in its environ, a
 *   middleware of a line stands in: `(app) => (environ, start) => app(provide(environ, keys), start)`.
 */
export function createClient(app: Application, options: ClientOptions = {}): Client {
  return new Client(app, options);
}

/** Made by {@link createClient}. Any number of requests may run at once. */
export class Client {
  /** The cookie jar. */
  readonly cookies: ClientCookies;
  readonly #app: Application;
  readonly #options: ClientOptions;
  readonly #origin: string;
  readonly #draining = new AbortController();
  readonly #open = new Set<ClientResponse>();

  constructor(app: Application, options: ClientOptions) {
    this.#app = app;
    this.#options = options;
    this.#origin = new URL(options.origin ?? 'http://localhost').origin;
    this.cookies = new ClientCookies(this.#origin, () => options.clock?.now() ?? Date.now());
  }

  get(url: string, options?: RequestOptions): Promise<ClientResponse> {
    return this.request('GET', url, options);
  }

  head(url: string, options?: RequestOptions): Promise<ClientResponse> {
    return this.request('HEAD', url, options);
  }

  post(url: string, options?: RequestOptions): Promise<ClientResponse> {
    return this.request('POST', url, options);
  }

  put(url: string, options?: RequestOptions): Promise<ClientResponse> {
    return this.request('PUT', url, options);
  }

  patch(url: string, options?: RequestOptions): Promise<ClientResponse> {
    return this.request('PATCH', url, options);
  }

  delete(url: string, options?: RequestOptions): Promise<ClientResponse> {
    return this.request('DELETE', url, options);
  }

  options(url: string, options?: RequestOptions): Promise<ClientResponse> {
    return this.request('OPTIONS', url, options);
  }

  /**
   * Sends a request and resolves at the commit of its response, when status and headers are known.
   *
   * @param method any token, its case kept
   * @param url a path, or an absolute URL
   * @throws whatever the application throws, unless `throwErrors` is off; LintError for what breaks the protocol;
   *   TestingError for a request that no server accepts and a redirect that cannot be followed; the reason of `signal`
   */
  async request(method: string, url: string, options: RequestOptions = {}): Promise<ClientResponse> {
    const { signal, followRedirects = this.#options.followRedirects ?? false } = options;
    const redirects: Redirect[] = [];
    let request = await this.#prepare(method, url, options);
    for (;;) {
      const response = await this.#send(request, [...redirects], signal);
      if (followRedirects === false) return response;
      const next = redirected(request, response.status, response.headers.list);
      if (next === undefined) return response;
      await response.bytes();
      if (redirects.length === MOST_REDIRECTS) {
        throw new TestingError('redirect-loop', `More than ${MOST_REDIRECTS} redirects, the last one to ${next.url}`);
      }
      redirects.push({ status: response.status, url: next.url });
      request = addressed(next, request.url, followRedirects);
    }
  }

  /** The server begins to stop: `exchange.draining` aborts for every request of this client, those to come included. */
  drain(): void {
    this.#draining.abort();
  }

  /** Closes every response that was not read to its end. For the end of a test, where one may have been left open. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((response) => response.close()));
  }

  async #prepare(method: string, url: string, options: RequestOptions): Promise<OutgoingRequest> {
    const encoded = await encodeBody(options);
    const own = headerList(options.headers ?? []);
    const names = new Set(own.map(([name]) => name.toLowerCase()));
    const common = headerList(this.#options.headers ?? []).filter(([name]) => !names.has(name.toLowerCase()));
    const headers = [...common, ...own];
    const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type');
    if (encoded?.type !== undefined && !isTyped) headers.push(['Content-Type', encoded.type]);
    const query = options.query === undefined ? '' : encodeFields(options.query);
    return { method, url: this.#absolute(withQuery(url, query)), headers, body: encoded?.body };
  }

  #absolute(url: string): string {
    return /^https?:\/\//i.test(url) ? url : this.#origin + (url.startsWith('/') ? '' : '/') + url;
  }

  async #send(
    request: OutgoingRequest,
    redirects: readonly Redirect[],
    signal: AbortSignal | undefined,
  ): Promise<ClientResponse> {
    const { url } = request;
    const cookie = this.cookies.headerFor(url);
    const headers = cookie === undefined ? request.headers : [...request.headers, ['Cookie', cookie] as const];
    const { lint = true, throwErrors = true } = this.#options;
    const environ = createEnviron({ ...request, headers, draining: this.#draining.signal });
    const response = await sendRequest(this.#app, environ, { url, redirects, signal, lint, throwErrors });
    for (const setCookie of response.headers.getAll('Set-Cookie')) this.cookies.store(setCookie, url);
    for (const earlier of this.#open) if (!earlier.isOpen) this.#open.delete(earlier);
    this.#open.add(response);
    return response;
  }
}

/** What browsers and fetch follow. */
const MOST_REDIRECTS = 20;

function withQuery(url: string, query: string): string {
  if (query === '') return url;
  const [before = '', fragment] = url.split('#', 2);
  return `${before}${before.includes('?') ? '&' : '?'}${query}${fragment === undefined ? '' : `#${fragment}`}`;
}
