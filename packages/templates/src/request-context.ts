import type { ContextProcessor, HttpRequest } from '@tsgi/http';

/**
 * The context processor that is always there: `request` with `method`, `path`, `scriptName`, `url`, `query`, `host`,
 * `secure` and `remoteAddress`. Of a parameter that the query repeats, `query` has the last.
 *
 * An object of its own, since templates see own properties only, and since a request leads to the environ and all that
 * is in it. Nothing is parsed unless a template asks.
 */
export const requestContext: ContextProcessor = (request) => ({ request: detailsOf(request) });

function detailsOf(request: HttpRequest): Readonly<Record<string, unknown>> {
  return {
    method: request.method,
    path: request.path,
    scriptName: request.scriptName,
    secure: request.secure,
    remoteAddress: request.remoteAddress,
    get url() {
      return request.url.href;
    },
    get host() {
      return request.host;
    },
    get query() {
      return Object.fromEntries(request.query);
    },
  };
}
