import { type HttpRequest, text, view } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { type RequestIdEnviron, type RequestIdOptions, requestId } from './request-id.ts';

const show = view(({ environ }: HttpRequest<Environ & RequestIdEnviron>) =>
  text(`${environ['tsgi.request_id']} ${environ['tsgi.exchange'].facts.requestId}`),
);

async function ids(options: RequestIdOptions, given: Record<string, string> = {}) {
  const response = await createClient(requestId(options)(show)).get('/', { headers: given });
  return [await response.text(), response.headers.get(options.header ?? 'x-request-id')];
}

describe('requestId', () => {
  it('names each request, for the view, the logs and the client', async () => {
    const [seen, sent] = await ids({});
    expect(sent).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen).toBe(`${sent} ${sent}`);
  });

  it.each([
    [{ trust: true }, 'from-proxy.1:2=', 'from-proxy.1:2='],
    [{ trust: true }, 'two words', 'made'],
    [{ trust: true }, 'x'.repeat(129), 'made'],
    [{}, 'from-client', 'made'],
  ])('%j: takes %s for %s', async (options, given, id) => {
    expect(await ids({ generate: () => 'made', ...options }, { 'X-Request-Id': given })).toEqual([`${id} ${id}`, id]);
  });

  it('may have another header', async () => {
    expect(await ids({ header: 'X-Trace', trust: true }, { 'X-Trace': 'abc' })).toEqual(['abc abc', 'abc']);
  });
});
