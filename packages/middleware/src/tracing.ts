/** `tracing`: a span of OpenTelemetry for each request. */
import { context, propagation, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { HttpRequest } from '@tsgi/http';
import { describeError, type Environ, type Finish, forwardRoutes, type Middleware } from '@tsgi/protocol';
import { callWithin } from './call-within.ts';
import { starredQuery } from './starred.ts';

/** Options of {@link tracing}. */
export interface TracingOptions {
  /**
   * Makes the spans.
   * @default the tracer '@tsgi/middleware' of the global provider
   */
  readonly tracer?: Tracer;
}

/**
 * Gives each request a server span by OpenTelemetry's conventions for HTTP, named by method and matched route, below the
 * trace that the request says it belongs to. The span is the active one wherever the application works for the request:
 * in its call, in every `await`, while its body is pulled and closed. It ends with the response; a 5xx is an error.
 */
export function tracing({ tracer = trace.getTracer('@tsgi/middleware') }: TracingOptions = {}): Middleware {
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      const parent = propagation.extract(context.active(), environ, carrier);
      const { REQUEST_METHOD: method } = environ;
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes: attributesOf(environ) }, parent);
      const active = trace.setSpan(parent, span);
      const exchange = environ['tsgi.exchange'];
      exchange.onFinish(({ status, bytes, error }: Finish) => {
        const { route, user } = exchange.facts;
        if (route !== undefined) span.updateName(`${method} ${route}`).setAttribute('http.route', route);
        if (user !== undefined) span.setAttribute('user.id', user);
        if (status !== undefined) span.setAttribute('http.response.status_code', status);
        span.setAttribute('http.response.body.size', bytes);
        const failure = error ?? exchange.facts.error;
        if (failure !== undefined) span.recordException(failure instanceof Error ? failure : describeError(failure));
        if (status === undefined || status >= 500) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          span.setAttribute('error.type', status === undefined ? 'aborted' : String(status));
        }
        span.end();
      });
      return callWithin((run) => context.with(active, run), app, environ, startResponse);
    });
}

/** How a propagator reads the headers of a request (`traceparent`, `baggage`, ...) from an environ. */
const carrier = {
  get: (environ: Environ, name: string) => environ[`HTTP_${name.toUpperCase().replaceAll('-', '_')}`],
  keys: (environ: Environ) => Array.from(new HttpRequest(environ).headers, ([name]) => name.toLowerCase()),
};

/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
function attributesOf(environ: Environ): Record<string, string | number> {
  const { REQUEST_METHOD, SCRIPT_NAME, PATH_INFO, QUERY_STRING, SERVER_NAME, SERVER_PORT, SERVER_PROTOCOL } = environ;
  return {
    'http.request.method': REQUEST_METHOD,
    'url.scheme': environ['tsgi.url_scheme'],
    'url.path': SCRIPT_NAME + PATH_INFO,
    'server.address': SERVER_NAME,
    'server.port': Number(SERVER_PORT),
    'network.protocol.version': SERVER_PROTOCOL.slice('HTTP/'.length),
    'client.address': environ.REMOTE_ADDR,
    ...(QUERY_STRING === '' ? {} : { 'url.query': starredQuery(QUERY_STRING).slice(1) }),
    ...(environ.HTTP_USER_AGENT === undefined ? {} : { 'user_agent.original': environ.HTTP_USER_AGENT }),
  };
}
