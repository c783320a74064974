import { text, view } from '@tsgi/http';
import { call, createClient, createEnviron } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { healthCheck } from './health-check.ts';

const site = view((request) => text(request.path));

describe('healthCheck', () => {
  it('says that the process lives and wants requests, and hands on the rest', async () => {
    const client = createClient(healthCheck()(site));
    const live = await client.get('/livez');
    expect([live.status, await live.json(), live.headers.get('cache-control')]).toEqual([
      200,
      { status: 'ok' },
      'no-store',
    ]);
    expect(await (await client.get('/readyz')).json()).toEqual({ status: 'ok', checks: {} });
    expect(await (await client.get('/other')).text()).toBe('/other');
    expect(await (await client.post('/readyz')).text()).toBe('/readyz');
    expect((await client.head('/readyz')).status).toBe(200);
  });

  it('names the check that fails, and says why in the log alone', async () => {
    const checks = {
      database: async () => {
        throw new Error('password authentication failed');
      },
      disk: () => undefined,
      never: () => new Promise<void>(() => undefined),
    };
    const environ = createEnviron({ url: '/readyz' });
    const { status, body } = await call(healthCheck({ checks, timeout: 1 })(site), environ);
    expect([status, JSON.parse(Buffer.from(body).toString())]).toEqual([
      '503 Service Unavailable',
      { status: 'failing', checks: { database: 'failing', disk: 'ok', never: 'too slow' } },
    ]);
  });

  it('takes whatever a check throws for a failure, and logs it', async () => {
    const environ = createEnviron({ url: '/readyz' });
    const queue = (): never => {
      throw 'no broker';
    };
    const { status } = await call(healthCheck({ checks: { queue } })(site), environ);
    expect([status, environ['tsgi.errors'].text]).toEqual([
      '503 Service Unavailable',
      'The check queue failed: no broker\n',
    ]);
  });

  it('is red while the server stops, and still lives', async () => {
    const draining = AbortSignal.abort();
    const app = healthCheck()(site);
    expect((await call(app, createEnviron({ url: '/readyz', draining }))).status).toBe('503 Service Unavailable');
    expect((await call(app, createEnviron({ url: '/livez', draining }))).status).toBe('200 OK');
  });

  it('has other paths, or none', async () => {
    const client = createClient(healthCheck({ livePath: false, readyPath: '/up' })(site));
    expect(await (await client.get('/livez')).text()).toBe('/livez');
    expect((await client.get('/up')).headers.get('content-type')).toBe('application/json');
  });
});
