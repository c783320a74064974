/**
 * `proxyHeaders`: who asks, and for what, as the proxies in front say it. What they say is believed only from addresses
 * that are trusted, and the chain of them is checked from the near end: anybody can write the far one.
 */
import { badRequest, errorResponse, HttpError } from '@tsgi/http';
import { canonicalPath, type Environ, forwardRoutes, type Middleware } from '@tsgi/protocol';
import { AddressList } from './address-list.ts';
import { addressOf, type ForwardedField, type Hop, parseForwarded, parseXForwarded } from './forwarded-hops.ts';

/** Options of {@link proxyHeaders}. */
export interface ProxyHeadersOptions {
  /**
   * The addresses of the proxies: single ones, networks (`'10.0.0.0/8'`, `'fd00::/8'`), and `'unix'` for whoever comes
   * through a unix socket. There is no number of hops instead: it can be faked by whoever reaches the server directly.
   */
  readonly trusted: readonly string[];
  /**
   * Which headers the proxies send: `X-Forwarded-For`, `-Proto`, `-Host`, `-Port` and `-Prefix`, or the standard
   * `Forwarded` (RFC 7239). The other kind is not read.
   * @default 'X-Forwarded'
   */
  readonly headers?: 'X-Forwarded' | 'Forwarded';
  /**
   * Which of the `X-Forwarded-*` headers the proxies set, each time: one that they pass on as the client sent it would
   * be the client's word.
   * @default ['for', 'proto']
   */
  readonly fields?: readonly ForwardedField[];
}

/**
 * Puts the client in the place of the proxy: `REMOTE_ADDR`, the scheme, `HTTP_HOST`, `SERVER_PORT`, and `SCRIPT_NAME`
 * for a prefix that the proxy took off. From anybody who is not trusted these headers are removed; a trusted proxy that
 * sends what cannot be read is answered 400. Stands outside of everything that asks who the client is.
 * @throws RangeError when an address cannot be read
 * @throws TypeError for a text instead of a list
 */
export function proxyHeaders(options: ProxyHeadersOptions): Middleware {
  const trusted = new AddressList(options.trusted);
  const { fields = ['for', 'proto'] } = options;
  const read =
    options.headers === 'Forwarded' ? parseForwarded : (environ: Environ) => parseXForwarded(environ, fields);
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      try {
        if (trusted.has(environ.REMOTE_ADDR)) believe(environ, read(environ), trusted);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        return errorResponse(error, environ).send(environ, startResponse);
      }
      for (const key of FORWARDED) delete environ[key];
      return app(environ, startResponse);
    });
}

const FORWARDED = [
  'HTTP_FORWARDED',
  'HTTP_X_FORWARDED_FOR',
  'HTTP_X_FORWARDED_PROTO',
  'HTTP_X_FORWARDED_HOST',
  'HTTP_X_FORWARDED_PORT',
  'HTTP_X_FORWARDED_PREFIX',
] as const;

/**
 * From the near end: as long as the next address is that of a proxy, what stands behind it may be believed. What stands
 * further out is not even read.
 */
function believe(environ: Environ, hops: readonly Hop[], trusted: AddressList): void {
  for (let at = hops.length - 1; at >= 0; at--) {
    const hop = hops[at];
    const address = hop?.client === undefined ? undefined : addressOf(hop.client);
    if (hop === undefined || (at > 0 && address !== undefined && trusted.has(address))) continue;
    apply(environ, hop, address);
    return;
  }
}

function apply(environ: Environ, { scheme, host, port, prefix }: Hop, address: string | undefined): void {
  if (address !== undefined) {
    environ.REMOTE_ADDR = address;
    delete environ.REMOTE_PORT;
  }
  if (scheme !== undefined) {
    if (scheme !== 'http' && scheme !== 'https') throw unreadable('scheme');
    environ['tsgi.url_scheme'] = scheme;
    environ.SERVER_PORT = scheme === 'https' ? '443' : '80';
  }
  if (host !== undefined) applyHost(environ, host, port);
  if (port !== undefined) {
    if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65_535) throw unreadable('port');
    environ.SERVER_PORT = port;
  }
  if (prefix !== undefined && prefix !== '/') {
    const canonical = canonicalPath(prefix.replace(/\/$/, ''));
    if (canonical === undefined || !/^\/[^/]/.test(canonical)) throw unreadable('prefix');
    environ.SCRIPT_NAME = canonical + environ.SCRIPT_NAME;
  }
}

/** RFC 9110 §7.2: a name or an address, and a port. */
const HOST = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?$/;

function applyHost(environ: Environ, host: string, port: string | undefined): void {
  const [found, ownPort] = HOST.exec(host) ?? [];
  if (found === undefined) throw unreadable('host');
  const standard = environ['tsgi.url_scheme'] === 'https' ? '443' : '80';
  environ.HTTP_HOST = ownPort === undefined && port !== undefined && port !== standard ? `${host}:${port}` : host;
  environ.SERVER_NAME = host.replace(/:[0-9]+$/, '').replace(/^\[|\]$/g, '');
  if (ownPort !== undefined) environ.SERVER_PORT = ownPort;
}

function unreadable(what: string): HttpError {
  return badRequest({ code: 'forwarded-invalid', message: `The proxy sends a ${what} that cannot be read` });
}
