import { text, view } from '@tsgi/http';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { type HttpsOnlyOptions, httpsOnly } from './https-only.ts';

async function ask(url: string, method = 'GET', options: HttpsOnlyOptions = {}, headers = {}) {
  const site = httpsOnly(options)(view(() => text('hello')));
  const response = await createClient(site, { lint: false }).request(method, url, { headers });
  return [response.status, response.headers.get('location')];
}

describe('httpsOnly', () => {
  it.each([
    ['http://example.com/', 'https://example.com/'],
    ['http://example.com/a%2Fb/?q=%20&r[]=1', 'https://example.com/a%2Fb/?q=%20&r[]=1'],
    ['http://example.com:8080/', 'https://example.com/'],
    ['http://[2001:db8::1]:8080/', 'https://[2001:db8::1]/'],
    ['http://example.com//evil.example/', 'https://example.com//evil.example/'],
  ])('sends %s to %s', async (url, location) => {
    expect(await ask(url)).toEqual([301, location]);
    expect(await ask(url, 'HEAD')).toEqual([301, location]);
  });

  it('sends to another port where https has one', async () => {
    expect(await ask('http://localhost:8000/a', 'GET', { port: 8443 })).toEqual([301, 'https://localhost:8443/a']);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s, which would be sent again in silence', async (method) => {
    expect(await ask('http://example.com/', method)).toEqual([403, undefined]);
  });

  it('has nothing against https', async () => {
    expect(await ask('https://example.com/', 'POST')).toEqual([200, undefined]);
  });

  it.each(['user@evil.example', 'evil.example/', 'a b'])('sends nobody to the host %j', async (host) => {
    expect(await ask('http://example.com/', 'GET', {}, { Host: host })).toEqual([400, undefined]);
  });

  it('believes no header of a client', async () => {
    const headers = { 'X-Forwarded-Proto': 'https', Forwarded: 'proto=https', 'X-Forwarded-Ssl': 'on' };
    expect(await ask('http://example.com/', 'POST', {}, headers)).toEqual([403, undefined]);
  });

  it.each([0, -1, 1.5, 65_536])('refuses the port %s', (port) => {
    expect(() => httpsOnly({ port })).toThrow(expect.objectContaining({ code: 'options-invalid' }));
  });
});
