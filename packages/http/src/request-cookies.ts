/** The cookies of a request (RFC 6265bis §4.2), parsed by the `cookie` library. */
import { parseCookie } from 'cookie';

/**
 * The cookies that a client sent. Values are percent-decoded, as they were encoded by `setCookie`; names are not. Of
 * two with one name the first counts: browsers send the more specific path first.
 */
export class RequestCookies implements Iterable<readonly [name: string, value: string]> {
  readonly #values: Readonly<Record<string, string | undefined>>;

  /** @param header the `Cookie` header, if there was one */
  constructor(header: string | undefined) {
    this.#values = header === undefined ? NONE : parseCookie(header);
  }

  /** The value of a cookie; `undefined` when the client did not send it. */
  get(name: string): string | undefined {
    return this.#values[name];
  }

  /** Whether the client sent a cookie. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *[Symbol.iterator](): IterableIterator<readonly [name: string, value: string]> {
    for (const [name, value] of Object.entries(this.#values)) if (value !== undefined) yield [name, value];
  }
}

// Without a prototype, so that no name finds something that was not sent.
const NONE: Readonly<Record<string, string | undefined>> = parseCookie('');
