/** `allowedHosts`: no request for a host that is not of this site, whose name would stand in its links and caches. */
import { badRequest, errorResponse, HttpError } from '@tsgi/http';
import { forwardRoutes, type Middleware } from '@tsgi/protocol';
import { addressedUrl } from './addressed-url.ts';
import { assertList } from './assert-list.ts';
import { SecurityError } from './security-error.ts';

/**
 * Answers requests for other hosts with 400 `host-not-allowed`. Inside of `proxyHeaders`, where the proxy says the host.
 * A request that names no host (HTTP/1.0, and probes by address) is for the address of the server.
 * @param hosts `'example.com'`, with any port; `'example.com:8443'`, with that one (the scheme's own is written too);
 *   `'*.example.com'` for its subdomains at any depth. Without any: this machine only, `localhost` with its subdomains
 *   and the loopback addresses, which is an error in production (`NODE_ENV`)
 * @throws SecurityError `options-invalid`
 */
export function allowedHosts(hosts?: readonly string[]): Middleware {
  if (hosts === undefined && process.env['NODE_ENV'] === 'production') {
    throw new SecurityError('options-invalid', 'In production allowedHosts needs the names of the site');
  }
  if (hosts !== undefined) assertList('hosts', hosts);
  const list = new HostList(hosts ?? ['localhost', '*.localhost', '127.0.0.1', '[::1]']);
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      const refusal = check(addressedUrl(environ), list);
      return refusal === undefined
        ? app(environ, startResponse)
        : errorResponse(refusal, environ).send(environ, startResponse);
    });
}

function check(url: URL | HttpError, list: HostList): HttpError | undefined {
  if (url instanceof HttpError) return url;
  return list.has(url) ? undefined : badRequest({ code: 'host-not-allowed', message: 'There is no such host here' });
}

/** Names with or without a port. */
class HostList {
  readonly #exact = new Set<string>();
  readonly #suffixes: { readonly suffix: string; readonly port: string }[] = [];

  constructor(hosts: readonly string[]) {
    for (const host of hosts) this.#add(host);
  }

  /** The URL's host is in lower case, its port left out where it is the scheme's. */
  has({ hostname, port, protocol }: URL): boolean {
    const shown = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
    if (this.#exact.has(hostname) || this.#exact.has(`${hostname}:${shown}`)) return true;
    return this.#suffixes.some(
      (entry) => hostname.endsWith(entry.suffix) && (entry.port === '' || entry.port === shown),
    );
  }

  #add(host: string): void {
    const [, star, name = '', port = ''] = HOST.exec(host) ?? [];
    // As a URL shows it, since that is what it is compared with.
    if (name === '' || !URL.canParse(`http://${name}`) || new URL(`http://${name}`).hostname !== name) {
      throw new SecurityError('options-invalid', `'${host}' is no host: 'example.com' is one, in lower case`);
    }
    if (star === undefined) this.#exact.add(port === '' ? name : `${name}:${port}`);
    else this.#suffixes.push({ suffix: `.${name}`, port });
  }
}

const HOST = /^(\*\.)?([a-z0-9_-][a-z0-9_.-]*|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?$/;
