/** From options to the headers that they mean. */
import type { HeaderList } from '@tsgi/protocol';
import { type CspDirectives, changeDirectives, DEFAULT_DIRECTIVES, formatPolicy } from './content-security-policy.ts';
import { SecurityError } from './security-error.ts';

/** Options of `securityHeaders`; `false` leaves a header out. */
export interface SecurityHeadersOptions {
  /**
   * Directives that are added to the default ones, or take their place.
   * @default `default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:;
   *   object-src 'none'`, and on https `upgrade-insecure-requests`
   */
  readonly contentSecurityPolicy?: CspDirectives | false;
  /**
   * Has the policy reported and not enforced: `Content-Security-Policy-Report-Only`.
   * @default false
   */
  readonly reportOnly?: boolean;
  /**
   * Sent over https, and not by localhost.
   * @default 'max-age=31536000; includeSubDomains': a year, for all subdomains
   */
  readonly strictTransportSecurity?: string | false;
  /**
   * Whether pages may be shown in frames, in `X-Frame-Options` and in the policy's `frame-ancestors`.
   * @default 'DENY'
   */
  readonly frameOptions?: 'DENY' | 'SAMEORIGIN' | false;
  /** @default 'strict-origin-when-cross-origin' */
  readonly referrerPolicy?: string | false;
  /** @default 'same-origin' */
  readonly crossOriginOpenerPolicy?: 'same-origin' | 'same-origin-allow-popups' | 'noopener-allow-popups' | false;
  /** @default 'same-origin' */
  readonly crossOriginResourcePolicy?: 'same-origin' | 'same-site' | 'cross-origin' | false;
  /** @default 'browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()' */
  readonly permissionsPolicy?: string | false;
}

/** Where a response goes, and what was asked of it. */
export interface HeaderContext {
  readonly isSecure: boolean;
  readonly isLocal: boolean;
  readonly nonce: string | undefined;
}

/** The headers of a policy. */
export class HeaderPolicy {
  readonly #options: SecurityHeadersOptions;
  readonly #directives: CspDirectives | false;
  /** The policy of most responses, which have no nonce: over http and over https. */
  readonly #plain: readonly [string, string];
  readonly #fixed: HeaderList;

  /** @throws SecurityError `options-invalid` */
  constructor(options: SecurityHeadersOptions) {
    this.#options = options;
    this.#directives = directivesOf(options);
    const directives = this.#directives || {};
    this.#plain = [
      formatPolicy(directives, { isSecure: false, nonce: undefined }),
      formatPolicy(directives, { isSecure: true, nonce: undefined }),
    ];
    this.#fixed = fixedHeaders(options);
  }

  /** This policy with some of its options changed; directives are changed one by one. */
  with(changes: SecurityHeadersOptions): HeaderPolicy {
    const { contentSecurityPolicy: before } = this.#options;
    const { contentSecurityPolicy: after } = changes;
    const merged = before && after ? { contentSecurityPolicy: { ...before, ...after } } : {};
    return new HeaderPolicy({ ...this.#options, ...changes, ...merged });
  }

  /** What a response that says nothing itself has to say. */
  headers({ isSecure, isLocal, nonce }: HeaderContext): HeaderList {
    const { strictTransportSecurity: hsts = 'max-age=31536000; includeSubDomains', reportOnly = false } = this.#options;
    const headers = [...this.#fixed];
    if (this.#directives !== false) {
      const name = `Content-Security-Policy${reportOnly ? '-Report-Only' : ''}`;
      const plain = this.#plain[isSecure ? 1 : 0];
      headers.unshift([name, nonce === undefined ? plain : formatPolicy(this.#directives, { isSecure, nonce })]);
    }
    // RFC 6797 §7.2: never over http. A developer's localhost would lose http on every port, for a year.
    if (hsts !== false && isSecure && !isLocal) headers.push(['Strict-Transport-Security', hsts]);
    return headers;
  }
}

function directivesOf({
  contentSecurityPolicy = {},
  frameOptions = 'DENY',
}: SecurityHeadersOptions): CspDirectives | false {
  if (contentSecurityPolicy === false) return false;
  // Browsers go by `frame-ancestors` where there are both.
  const ancestors = { DENY: ["'none'"], SAMEORIGIN: ["'self'"] };
  const frames = { 'frame-ancestors': frameOptions === false ? (false as const) : ancestors[frameOptions] };
  return changeDirectives({ ...DEFAULT_DIRECTIVES, ...frames }, contentSecurityPolicy);
}

function fixedHeaders(options: SecurityHeadersOptions): HeaderList {
  const values: Readonly<Record<string, string | false>> = {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': options.frameOptions ?? 'DENY',
    'Referrer-Policy': options.referrerPolicy ?? 'strict-origin-when-cross-origin',
    'Cross-Origin-Opener-Policy': options.crossOriginOpenerPolicy ?? 'same-origin',
    'Cross-Origin-Resource-Policy': options.crossOriginResourcePolicy ?? 'same-origin',
    'Permissions-Policy':
      options.permissionsPolicy ?? 'browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
  const headers: (readonly [string, string])[] = [];
  for (const [name, value] of Object.entries(values)) if (value !== false) headers.push([name, value]);
  for (const value of [...headers.map(([, each]) => each), options.strictTransportSecurity || 'none']) {
    if (/^[ -~]+$/.test(value)) continue;
    throw new SecurityError('options-invalid', `${JSON.stringify(value)} is no value of a header`);
  }
  return headers;
}
