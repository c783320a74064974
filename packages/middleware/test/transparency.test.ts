/** Every middleware against every kind of application, with the contract checked on both sides of it. */
import { middlewareTransparency, type WrapApplication } from '@tsgi/testing/transparency';
import { describe, it } from 'vitest';
import {
  accessLog,
  bodyLimit,
  cascade,
  compress,
  debugErrors,
  errorPages,
  etag,
  healthCheck,
  methodOverride,
  mount,
  proxyHeaders,
  requestId,
  requestStore,
  timeout,
} from '../src/index.ts';
import { metrics } from '../src/metrics.ts';
import { tracing } from '../src/tracing.ts';

const middleware: readonly (readonly [name: string, wrap: WrapApplication])[] = [
  ['accessLog', (app) => accessLog({ write: () => undefined })(app)],
  ['bodyLimit', (app) => bodyLimit(1000)(app)],
  ['cascade', (app) => cascade([app], { statuses: [418] })],
  ['cascade, not the last', (app) => cascade([app, app], { statuses: [418] })],
  ['compress', (app) => compress()(app)],
  ['debugErrors', (app) => debugErrors()(app)],
  ['errorPages', (app) => errorPages()(app)],
  ['etag', (app) => etag(app)],
  ['healthCheck', (app) => healthCheck()(app)],
  ['methodOverride', (app) => methodOverride()(app)],
  ['metrics', (app) => metrics()(app)],
  ['mount', (app) => mount({ '/': app })],
  ['proxyHeaders', (app) => proxyHeaders({ trusted: ['127.0.0.1'] })(app)],
  ['requestId', (app) => requestId()(app)],
  ['requestStore', (app) => requestStore(() => ({})).middleware(app)],
  ['timeout', (app) => timeout(60_000)(app)],
  ['tracing', (app) => tracing()(app)],
];

for (const [name, wrap] of middleware) describe(name, () => middlewareTransparency(it, wrap));
