import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { stream, text } from '@tsgi/http';
import { createRouter } from '@tsgi/router';
import { createClient } from '@tsgi/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tracing } from './tracing.ts';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = provider.getTracer('test');

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterAll(() => {
  context.disable();
  propagation.disable();
});
beforeEach(() => exporter.reset());

const activeSpan = () => trace.getActiveSpan()?.spanContext().spanId;
const seen: (string | undefined)[] = [];
const site = createRouter();
site.get('/polls/:id(int)', async (request) => {
  seen.push(activeSpan());
  await request.bytes();
  seen.push(activeSpan());
  async function* parts(): AsyncGenerator<string> {
    seen.push(activeSpan());
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(activeSpan());
    yield 'twelve bytes';
  }
  return stream(parts());
});
site.get('/broken', () => {
  throw new Error('the database is gone');
});
site.get('/text', () => text('x'));
site.get('/words', (request) => {
  request.environ['tsgi.exchange'].facts.user = 'ada';
  throw 'no luck';
});
const client = createClient(tracing({ tracer })(site), { throwErrors: false });

describe('tracing', () => {
  it('makes a server span by the conventions, below the trace of the request', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await (await client.get('/polls/3?page=2&token=abc', { headers: { traceparent, 'User-Agent': 'curl/8' } })).text();
    const [span] = exporter.getFinishedSpans();
    expect(span?.name).toBe('GET /polls/:id(int)');
    expect(span?.kind).toBe(SpanKind.SERVER);
    expect(span?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(span?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(span?.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/polls/:id(int)',
      'http.response.status_code': 200,
      'http.response.body.size': 12,
      'url.path': '/polls/3',
      'url.query': 'page=2&token=********',
      'url.scheme': 'http',
      'network.protocol.version': '1.1',
      'user_agent.original': 'curl/8',
    });
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('is the active span in the view, after awaits and body reads, and while the body is pulled', async () => {
    seen.length = 0;
    await (await client.get('/polls/3')).text();
    const id = exporter.getFinishedSpans()[0]?.spanContext().spanId;
    expect(seen).toEqual([id, id, id, id]);
  });

  it('marks a 5xx as an error, with what was thrown', async () => {
    await (await client.get('/broken')).text();
    const [span] = exporter.getFinishedSpans();
    expect(span?.status.code).toBe(SpanStatusCode.ERROR);
    expect(span?.attributes['error.type']).toBe('500');
    expect(span?.events[0]?.attributes?.['exception.message']).toBe('the database is gone');
  });

  it('names the user, and describes what was thrown without being an Error', async () => {
    await (await client.get('/words')).text();
    const [span] = exporter.getFinishedSpans();
    expect(span?.attributes['user.id']).toBe('ada');
    expect(span?.events[0]?.attributes?.['exception.message']).toContain('no luck');
  });

  it('marks a request as aborted whose client leaves before anything is answered', async () => {
    const leaving = new AbortController();
    const app = tracing({ tracer })(({ 'tsgi.exchange': { signal } }) => {
      const given = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('given up')));
      });
      leaving.abort();
      return given;
    });
    await expect(createClient(app).get('/', { signal: leaving.signal })).rejects.toThrow();
    const [span] = exporter.getFinishedSpans();
    expect(span?.status.code).toBe(SpanStatusCode.ERROR);
    expect(span?.attributes['error.type']).toBe('aborted');
    expect(span?.attributes).not.toHaveProperty('http.response.status_code');
  });

  it('hands a propagator every header of a request, by its own name', async () => {
    let names: readonly string[] = [];
    let read: unknown;
    propagation.disable();
    propagation.setGlobalPropagator({
      inject: () => undefined,
      fields: () => [],
      extract: (active, environ, getter) => {
        names = getter.keys(environ);
        read = getter.get(environ, 'baggage');
        return active;
      },
    });
    await (await client.get('/nowhere', { headers: { Baggage: 'a=1' } })).text();
    propagation.disable();
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    expect([names.includes('baggage'), read]).toEqual([true, 'a=1']);
  });

  it('takes nothing else for an error, and names what no route has matched by its method', async () => {
    await (await client.get('/nowhere')).text();
    const [span] = exporter.getFinishedSpans();
    expect([span?.name, span?.status.code]).toEqual(['GET', SpanStatusCode.UNSET]);
  });
});
