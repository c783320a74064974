/** What the browser says of the page that a request comes from: the two headers that no page can forge. */
import { HttpError } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { addressedUrl } from './addressed-url.ts';
import type { CsrfReason } from './csrf-reason.ts';
import type { OriginList } from './origin-list.ts';

/** Where a request comes from: this site or a trusted one, another one, or nobody says; or it names no host at all. */
export type Provenance =
  | { readonly kind: 'ours' }
  | { readonly kind: 'foreign'; readonly reason: CsrfReason }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid'; readonly error: HttpError };

/**
 * By `Sec-Fetch-Site` where the browser sends it (it does to https and to localhost), else by `Origin`.
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function provenanceOf(environ: Environ, trusted: OriginList): Provenance {
  const { HTTP_SEC_FETCH_SITE: site, HTTP_ORIGIN: origin } = environ;
  // `none`: the user did it, from the address bar or a bookmark. Nothing else that was sent counts as this site.
  if (site === 'same-origin' || site === 'none') return OURS;
  if (site === undefined && origin === undefined) return { kind: 'unknown' };
  if (origin !== undefined && trusted.has(origin)) return OURS;
  if (site !== undefined) return { kind: 'foreign', reason: 'cross-site' };
  const url = addressedUrl(environ);
  if (url instanceof HttpError) return { kind: 'invalid', error: url };
  return isOwn(origin, url) ? OURS : { kind: 'foreign', reason: 'origin-foreign' };
}

const OURS: Provenance = { kind: 'ours' };

/**
 * Compared as the text that a browser writes. A page on https is not distrusted where a proxy has ended TLS without a
 * word; one on http is, by a site on https: anybody on the way may have written it.
 */
function isOwn(origin: string | undefined, url: URL): boolean {
  return origin === url.origin || origin === `https://${url.host}`;
}
