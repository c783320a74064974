/** Redirects (RFC 9110 §15.4), to targets of the application's own and to those that a user gave. */
import type { Environ } from '@tsgi/protocol';
import { parsedUrl } from './host.ts';
import { type Finishing, HttpResponse, type ResponseOptions } from './http-response.ts';
import { UsageError } from './usage-error.ts';

/**
 * Sends the client elsewhere. Without a `status` it is 303 after a method that changes something, so that the client
 * follows with GET, and 302 after a safe one: that is decided when the response is sent.
 *
 * @param target an http(s) URL, or relative: a path, a query, a fragment. Never one that a user gave: see
 *   {@link safeRedirect}.
 * @throws UsageError `redirect-target` for any other scheme, `//host`, a backslash or a control character
 */
export function redirect(target: string, options: ResponseOptions = {}): HttpResponse {
  const response = new HttpResponse([], { ...options, status: options.status ?? 302 });
  response.headers.set('Location', location(target));
  return options.status === undefined ? response.finishWith(chooseStatus) : response;
}

/**
 * Sends the client where a user asked it to be sent (`?next=/account`), on this site only.
 * @param request whose origin counts
 * @param target what the user gave
 * @param fallback where to go instead when that leads anywhere else
 * @throws HttpError `host-invalid` (400)
 */
export function safeRedirect(
  request: { readonly environ: Environ },
  target: string | null | undefined,
  fallback: string = '/',
): HttpResponse {
  return redirect(localTarget(parsedUrl(request.environ), target ?? '') ?? fallback);
}

/** Resolved as a browser would, and then sent without the host: nothing is left to be read in two ways. */
function localTarget(here: URL, target: string): string | undefined {
  if (target === '' || !URL.canParse(target, here.href)) return undefined;
  const url = new URL(target, here);
  if (url.origin !== here.origin || url.pathname.startsWith('//')) return undefined;
  return (url.pathname + url.search + url.hash).replaceAll('\\', '%5C');
}

const chooseStatus: Finishing = (response, environ) => {
  if (response.status === 302 && !SAFE_METHODS.has(environ.REQUEST_METHOD)) response.status = 303;
  return response;
};

// RFC 9110 §9.2.1
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

function location(target: string): string {
  const isAbsolute = /^https?:\/\//i.test(target) && URL.canParse(target);
  const isRelative = target !== '' && !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target);
  if (/[\x00-\x1f\x7f\\]/.test(target) || (!isAbsolute && !isRelative)) {
    throw new UsageError(
      'redirect-target',
      `A redirect goes to an http(s) URL or a relative one, not to ${JSON.stringify(target.slice(0, 80))}`,
    );
  }
  if (isAbsolute) return new URL(target).href;
  return target.replace(/[^\x21-\x7e]+|["<>`{}|^]+/g, (odd) =>
    Array.from(Buffer.from(odd), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
