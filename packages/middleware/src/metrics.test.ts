import { text } from '@tsgi/http';
import { createRouter } from '@tsgi/router';
import { createClient } from '@tsgi/testing';
import parsePrometheus from 'parse-prometheus-text-format';
import { describe, expect, it } from 'vitest';
import { metrics } from './metrics.ts';

describe('metrics', () => {
  it('counts by method, route and status, in a form that Prometheus reads', async () => {
    const site = createRouter();
    site.get('/polls/:id(int)', () => text('twelve bytes'));
    const client = createClient(metrics()(site));
    for (const path of ['/polls/1', '/polls/2', '/nowhere']) await (await client.get(path)).text();
    await (await client.request('BREW', '/polls/1')).text();
    const response = await client.get('/metrics');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const shown = await response.text();
    const families = parsePrometheus(shown);
    const samples = (name: string) => families.find((family) => family.name === name)?.metrics;
    expect(samples('http_requests_total')).toEqual([
      { value: '2', labels: { method: 'GET', route: '/polls/:id(int)', status: '200' } },
      { value: '1', labels: { method: 'GET', route: '', status: '404' } },
      { value: '1', labels: { method: 'other', route: '', status: '405' } },
    ]);
    expect(samples('http_response_body_bytes_total')?.[0]?.value).toBe('24');
    expect(samples('http_requests_in_flight')).toEqual([{ value: '0' }]);
    expect(families.find(({ name }) => name === 'http_request_duration_seconds')?.type).toBe('HISTOGRAM');
    // That parser puts the counts of all labels together.
    expect(shown).toContain('_duration_seconds_count{method="GET",route="/polls/:id(int)",status="200"} 2\n');
  });

  it('counts a request as status 0 whose client leaves before anything is answered', async () => {
    const leaving = new AbortController();
    const app = metrics()(({ 'tsgi.exchange': { signal } }) => {
      const given = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('given up')));
      });
      leaving.abort();
      return given;
    });
    const client = createClient(app);
    await expect(client.get('/', { signal: leaving.signal })).rejects.toThrow();
    expect(await (await client.get('/metrics')).text()).toContain(
      'http_requests_total{method="GET",route="",status="0"} 1\n',
    );
  });

  it('shows them nowhere when it is told so', async () => {
    const client = createClient(metrics({ path: false })(createRouter()));
    expect((await client.get('/metrics')).status).toBe(404);
  });
});
