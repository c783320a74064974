/** Every middleware against every kind of application, with the contract checked on both sides of it. */
import { middlewareTransparency, type WrapApplication } from '@tsgi/testing/transparency';
import { describe, it } from 'vitest';
import {
  allowedHosts,
  basicAuth,
  bearerAuth,
  cors,
  csrf,
  httpsOnly,
  rateLimit,
  securityHeaders,
} from '../src/index.ts';

const secret = 'a secret of thirty-two bytes or more';

/** Has every request bring something. */
const bringing =
  (key: 'HTTP_AUTHORIZATION' | 'HTTP_SEC_FETCH_SITE' | 'tsgi.url_scheme', value: string) =>
  (wrap: WrapApplication): WrapApplication =>
  (app) => {
    const wrapped = wrap(app);
    return (environ, startResponse) => wrapped({ ...environ, [key]: value }, startResponse);
  };

const middleware: readonly (readonly [name: string, wrap: WrapApplication, waits?: true])[] = [
  ['allowedHosts', (app) => allowedHosts()(app)],
  [
    'basicAuth',
    bringing('HTTP_AUTHORIZATION', 'Basic YTpi')((app) => basicAuth({ realm: 'a', verify: ({ name }) => name })(app)),
  ],
  ['bearerAuth', bringing('HTTP_AUTHORIZATION', 'Bearer a')((app) => bearerAuth({ verify: (token) => token })(app))],
  ['cors', (app) => cors({ origins: '*' })(app)],
  ['csrf', bringing('HTTP_SEC_FETCH_SITE', 'same-origin')((app) => csrf({ secret })(app))],
  ['httpsOnly', bringing('tsgi.url_scheme', 'https')((app) => httpsOnly()(app))],
  ['rateLimit', (app) => rateLimit({ limit: 1e6, window: 60 })(app), true],
  ['securityHeaders', (app) => securityHeaders()(app)],
];

for (const [name, wrap, waits = false] of middleware) {
  describe(name, () => middlewareTransparency(it, wrap, { waits }));
}
