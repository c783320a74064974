/** `metrics`: how many requests, how long, how large, for Prometheus. */
import { text } from '@tsgi/http';
import { type Finish, forwardRoutes, type Middleware } from '@tsgi/protocol';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Options of {@link metrics}. */
export interface MetricsOptions {
  /**
   * The path that shows the metrics; `false` for none, when they are shown elsewhere. Keep it from the outside.
   * @default '/metrics'
   */
  readonly path?: string | false;
  /**
   * Where the metrics are kept, of `prom-client`.
   * @default a new registry
   */
  readonly registry?: Registry;
  /**
   * The bounds of the durations that are told apart, in seconds.
   * @default [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
   */
  readonly buckets?: readonly number[];
}

/**
 * Counts requests by method, matched route and status, with their durations and the bytes of their bodies, and those that
 * are under way. A request without a route has an empty one: its path could be anything, and would fill the memory.
 */
export function metrics(options: MetricsOptions = {}): Middleware {
  const { path = '/metrics', registry = new Registry() } = options;
  const meters = metersOf(
    registry,
    options.buckets ?? [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  );
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      if (environ.PATH_INFO === path && environ.REQUEST_METHOD === 'GET') {
        return registry
          .metrics()
          .then((shown) =>
            text(shown, { headers: { 'Content-Type': registry.contentType } }).send(environ, startResponse),
          );
      }
      const began = performance.now();
      const exchange = environ['tsgi.exchange'];
      meters.inFlight.inc();
      exchange.onFinish(({ status, bytes }: Finish) => {
        meters.inFlight.dec();
        const labels = {
          method: KNOWN.has(environ.REQUEST_METHOD) ? environ.REQUEST_METHOD : 'other',
          route: exchange.facts.route ?? '',
          status: String(status ?? 0),
        };
        meters.requests.inc(labels);
        meters.duration.observe(labels, (performance.now() - began) / 1000);
        meters.bytes.inc(labels, bytes);
      });
      return app(environ, startResponse);
    });
}

/** Whoever makes methods up does not fill the memory either. */
const KNOWN: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
]);

function metersOf(registry: Registry, buckets: readonly number[]) {
  const labelNames = ['method', 'route', 'status'] as const;
  const registers = [registry];
  return {
    requests: new Counter({
      name: 'http_requests_total',
      help: 'Requests that have been answered',
      labelNames,
      registers,
    }),
    bytes: new Counter({
      name: 'http_response_body_bytes_total',
      help: 'Bytes of response bodies',
      labelNames,
      registers,
    }),
    inFlight: new Gauge({ name: 'http_requests_in_flight', help: 'Requests that are being answered', registers }),
    duration: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the call of the application to the end of the response',
      labelNames,
      buckets: [...buckets],
      registers,
    }),
  };
}
