/** Which host the client meant: a name that goes into links, so it is checked before anybody uses it. */
import { type Environ, requestUrl } from '@tsgi/protocol';
import { HttpError } from './http-error.ts';

/**
 * The host of a request in lower case, with its port where that is not the scheme's: `'example.com:8000'`.
 * Says nothing of whether it is a host of yours: that is `allowedHosts` in `@tsgi/security`.
 * @throws HttpError `host-invalid` (400)
 */
export function requestHost(environ: Environ): string {
  return parsedUrl(environ).host;
}

/**
 * The URL of a request (PEP 3333, "URL Reconstruction").
 * @throws HttpError `host-invalid` (400)
 */
export function parsedUrl(environ: Environ): URL {
  const host = environ.HTTP_HOST;
  if (host === undefined || host === '' || HOST.test(host)) {
    const url = requestUrl(environ);
    if (URL.canParse(url)) return new URL(url);
  }
  throw new HttpError(400, { code: 'host-invalid', message: 'The Host header names no host' });
}

// RFC 3986 §3.2.2, less what no host on a network has in its name; no user, no path.
const HOST = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/i;
