/** The cookie jar of a client, by RFC 6265: domain, path, expiry, `Secure`, and the rules of the name prefixes. */
import { Cookie, CookieJar } from 'tough-cookie';

export class ClientCookies {
  readonly #jar = new CookieJar();
  readonly #url: string;
  readonly #now: () => number;

  /**
   * @param url where the client is, for cookies that a test reads and sets
   * @param now milliseconds since 1970
   */
  constructor(url: string, now: () => number) {
    this.#url = url;
    this.#now = now;
  }

  /** The value of a cookie as the next request to `url` would send it; `undefined` when it would not. */
  get(name: string, url: string = this.#url): string | undefined {
    return this.#matching(url).find(({ key }) => key === name)?.value;
  }

  /** The names of all cookies that the next request to `url` would send. */
  names(url: string = this.#url): readonly string[] {
    return this.#matching(url).map(({ key }) => key);
  }

  /** Sets a cookie as if the application had: for every path of the client's host, until the client is dropped. */
  set(name: string, value: string): void {
    this.store(`${name}=${value}; Path=/`, this.#url);
  }

  /** Forgets every cookie. */
  clear(): void {
    this.#jar.removeAllCookiesSync();
  }

  /** The value of the `Cookie` header for a request; `undefined` for none. */
  headerFor(url: string): string | undefined {
    const cookies = this.#matching(url);
    return cookies.length === 0 ? undefined : cookies.map((cookie) => cookie.cookieString()).join('; ');
  }

  /** Takes the value of a `Set-Cookie` header. One that a browser refuses is refused in silence, as there. */
  store(setCookie: string, url: string): void {
    const cookie = Cookie.parse(setCookie);
    if (cookie === undefined) return;
    const { maxAge } = cookie;
    if (typeof maxAge === 'number') {
      // RFC 6265 §5.3 step 3: Max-Age counts from now, and wins over Expires.
      cookie.expires = new Date(maxAge > 0 ? this.#now() + maxAge * 1000 : 0);
      cookie.maxAge = null;
    }
    this.#jar.setCookieSync(cookie, url, { ignoreError: true });
  }

  #matching(url: string): readonly Cookie[] {
    const now = this.#now();
    // Expiry is decided here, by the client's clock.
    return this.#jar.getCookiesSync(url, { expire: false }).filter(({ expires }) => {
      return !(expires instanceof Date) || expires.getTime() > now;
    });
  }
}
