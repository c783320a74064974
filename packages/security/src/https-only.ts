/** `httpsOnly`: nothing but https. */
import { errorResponse, forbidden, HttpError, type HttpResponse, redirect } from '@tsgi/http';
import { type Environ, forwardRoutes, type Middleware } from '@tsgi/protocol';
import { addressedUrl } from './addressed-url.ts';
import { SecurityError } from './security-error.ts';

/** Options of {@link httpsOnly}. */
export interface HttpsOnlyOptions {
  /**
   * The port of https.
   * @default 443
   */
  readonly port?: number;
}

/**
 * Sends a GET or HEAD over http to the same URL over https (301), for good. Any other request is refused with 403
 * `https-required`: what it carried has gone over the wire, and to send it again in silence would hide that. Stands
 * inside of `proxyHeaders`, where a proxy ends TLS, and of `allowedHosts`: the redirect repeats the host.
 * @throws SecurityError `options-invalid`
 */
export function httpsOnly({ port = 443 }: HttpsOnlyOptions = {}): Middleware {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new SecurityError('options-invalid', `A port is a whole number from 1 to 65535, not ${port}`);
  }
  return (app) =>
    forwardRoutes(app, (environ, startResponse) =>
      environ['tsgi.url_scheme'] === 'https'
        ? app(environ, startResponse)
        : insteadOf(environ, port).send(environ, startResponse),
    );
}

function insteadOf(environ: Environ, port: number): HttpResponse {
  const { REQUEST_METHOD: method } = environ;
  if (method !== 'GET' && method !== 'HEAD') {
    return errorResponse(forbidden({ code: 'https-required', message: 'This site is there over https only' }), environ);
  }
  const url = addressedUrl(environ);
  if (url instanceof HttpError) return errorResponse(url, environ);
  url.protocol = 'https:';
  url.port = String(port);
  return redirect(url.href, { status: 301 });
}
