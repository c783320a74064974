/** Behind a proxy: what it says of its client is believed, what anybody else says of himself is not. */
import { text, view } from '@tsgi/http';
import { proxyHeaders } from '@tsgi/middleware';
import type { Middleware } from '@tsgi/protocol';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { allowedHosts, csrf, httpsOnly, rateLimit, securityHeaders } from '../src/index.ts';

const PROXY = '10.0.0.1';
const secret = 'a secret of thirty-two bytes or more';

/** A site that is asked by somebody at an address, who says something of others. */
function asked(by: string, ...middleware: readonly Middleware[]) {
  const from: Middleware = (app) => (environ, startResponse) => {
    environ.REMOTE_ADDR = by;
    return app(environ, startResponse);
  };
  const proxied = proxyHeaders({ trusted: ['10.0.0.0/8'], fields: ['for', 'proto', 'host'] });
  const site = [from, proxied, ...middleware].reduceRight(
    (app, wrap) => wrap(app),
    view(({ remoteAddress }) => text(remoteAddress)),
  );
  const client = createClient(site);
  return (headers: Record<string, string> = {}, method = 'GET') =>
    client.request(method, 'http://inner.example/', { headers });
}

describe('rateLimit behind a proxy', () => {
  it('counts the clients of the proxy apart', async () => {
    const get = asked(PROXY, rateLimit({ limit: 1, window: 60 }));
    const statuses: number[] = [];
    for (const client of ['192.0.2.1', '192.0.2.1', '192.0.2.2'])
      statuses.push((await get({ 'X-Forwarded-For': client })).status);
    expect(statuses).toEqual([200, 429, 200]);
  });

  it('counts a client once whatever it writes in front of the address that the proxy has seen', async () => {
    const get = asked(PROXY, rateLimit({ limit: 1, window: 60 }));
    const statuses: number[] = [];
    for (const forged of ['198.51.100.1', '198.51.100.2', '10.0.0.9'])
      statuses.push((await get({ 'X-Forwarded-For': `${forged}, 192.0.2.1` })).status);
    expect(statuses).toEqual([200, 429, 429]);
  });

  it('counts who comes directly by his own address', async () => {
    const get = asked('192.0.2.1', rateLimit({ limit: 1, window: 60 }));
    await get({ 'X-Forwarded-For': '198.51.100.1' });
    expect((await get({ 'X-Forwarded-For': '198.51.100.2' })).status).toBe(429);
  });
});

describe('httpsOnly and securityHeaders behind a proxy', () => {
  it.each([
    [PROXY, 'https', 200, true],
    [PROXY, 'http', 301, false],
    ['192.0.2.1', 'https', 301, false],
  ])('asked by %s, who says %s, answer %i', async (by, proto, status, hasHsts) => {
    const response = await asked(by, securityHeaders(), httpsOnly())({ 'X-Forwarded-Proto': proto });
    expect(response.status).toBe(status);
    expect(response.headers.get('strict-transport-security') !== undefined).toBe(hasHsts);
  });
});

describe('allowedHosts and csrf behind a proxy', () => {
  const outside = { 'X-Forwarded-Host': 'example.com', 'X-Forwarded-Proto': 'https' };

  it.each([
    [PROXY, 200],
    ['192.0.2.1', 400],
  ])('asked by %s, who says that the host is another one, allowedHosts answers %i', async (by, status) => {
    expect((await asked(by, allowedHosts(['example.com']))(outside)).status).toBe(status);
  });

  it.each([
    [PROXY, 'https://example.com', 200],
    [PROXY, 'http://example.com', 403],
    [PROXY, 'http://inner.example', 403],
    ['192.0.2.1', 'https://example.com', 403],
    ['192.0.2.1', 'http://inner.example', 200],
  ])('asked by %s for a page of %s, csrf answers %i', async (by, origin, status) => {
    expect((await asked(by, csrf({ secret }))({ ...outside, Origin: origin }, 'POST')).status).toBe(status);
  });
});
