/** The URLs that an environ speaks of, by the rule of PEP 3333, "URL Reconstruction". Paths are encoded already. */
import type { Environ } from './environ.ts';

type Addressed = Pick<
  Environ,
  'tsgi.url_scheme' | 'SERVER_NAME' | 'SERVER_PORT' | 'SCRIPT_NAME' | 'PATH_INFO' | 'QUERY_STRING'
> & { readonly HTTP_HOST?: string | undefined };

/** The URL of the request, query included: `https://example.com/polls/3?page=2`. */
export function requestUrl(environ: Addressed): string {
  const query = environ.QUERY_STRING === '' ? '' : `?${environ.QUERY_STRING}`;
  const path = environ.SCRIPT_NAME + environ.PATH_INFO;
  return `${origin(environ)}${path.startsWith('/') ? '' : '/'}${path === '*' ? '' : path}${query}`;
}

/** The URL at which the application is mounted: `https://example.com/polls`, with `/` at the root. */
export function applicationUrl(environ: Addressed): string {
  return origin(environ) + (environ.SCRIPT_NAME === '' ? '/' : environ.SCRIPT_NAME);
}

/** Scheme and authority. An absolute target's host and the `Host` header are the same: the server sees to it. */
function origin(environ: Addressed): string {
  const scheme = environ['tsgi.url_scheme'];
  const host = environ.HTTP_HOST;
  if (host !== undefined && host !== '') return `${scheme}://${host}`;
  const port = environ.SERVER_PORT;
  const name = environ.SERVER_NAME.includes(':') ? `[${environ.SERVER_NAME}]` : environ.SERVER_NAME;
  return `${scheme}://${name}${port === (scheme === 'https' ? '443' : '80') ? '' : `:${port}`}`;
}
