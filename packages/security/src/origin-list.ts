/**
 * Which origins are meant by a list. An `Origin` header is compared as the text that a browser writes (RFC 6454 §6.2):
 * one spelling for each origin, so whatever is spelled otherwise (a user, a path, a default port, capitals) is another.
 */
import { SecurityError } from './security-error.ts';

/**
 * An origin (`'https://example.com'`, `'http://localhost:5173'`), the subdomains of one at any depth
 * (`'https://*.example.com'`), or a function that is asked with the origin that a client sent.
 */
export type OriginRule = string | ((origin: string) => boolean);

/** A list of origins. */
export class OriginList {
  readonly #exact = new Set<string>();
  readonly #others: ((origin: string) => boolean)[] = [];

  /** @throws SecurityError `options-invalid` for a text that is no origin, `'null'` included: every sandbox has that one */
  constructor(rules: readonly OriginRule[]) {
    for (const rule of rules) {
      if (typeof rule === 'function') this.#others.push(rule);
      else this.#add(rule);
    }
  }

  /** Whether an `Origin` header names one of these. What is no serialised origin never does, whatever a function says. */
  has(origin: string): boolean {
    if (this.#exact.has(origin)) return true;
    return ORIGIN.test(origin) && this.#others.some((matches) => matches(origin));
  }

  #add(rule: string): void {
    const [, scheme, rest] = /^(https?:\/\/)\*(\..+)$/.exec(rule) ?? [];
    if (scheme === undefined || rest === undefined) this.#exact.add(assertOrigin(rule, rule));
    else {
      // The shortest name that the pattern means has to be an origin itself.
      assertOrigin(`${scheme}a${rest}`, rule);
      this.#others.push(
        (origin) =>
          origin.startsWith(scheme) && origin.endsWith(rest) && LABELS.test(origin.slice(scheme.length, -rest.length)),
      );
    }
  }
}

/** RFC 6454 §6.2, with the hosts that browsers write: in lower case, internationalised names as `xn--`. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/;
const LABELS = /^(?:[a-z0-9_-]+\.)*[a-z0-9_-]+$/;

function assertOrigin(origin: string, rule: string): string {
  if (ORIGIN.test(origin) && (!/^https?:/.test(origin) || (URL.canParse(origin) && new URL(origin).origin === origin)))
    return origin;
  throw new SecurityError(
    'options-invalid',
    `${JSON.stringify(rule)} is no origin: 'https://example.com' is one, without a path, in lower case`,
  );
}
