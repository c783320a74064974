import { text, view } from '@tsgi/http';
import { createClient, createEnviron } from '@tsgi/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { allowedHosts } from './allowed-hosts.ts';

const hello = view(() => text('hello'));

async function statusOf(hosts: readonly string[] | undefined, host: string, scheme = 'http') {
  // A server refuses some of these itself: the contract is not checked here.
  const client = createClient(allowedHosts(hosts)(hello), { lint: false });
  return (await client.get(`${scheme}://example.com/`, { headers: { Host: host } })).status;
}

describe('allowedHosts', () => {
  it.each([
    ['example.com', 200],
    ['EXAMPLE.com', 200],
    ['example.com:80', 200],
    ['example.com:8080', 200],
    ['www.example.com', 400],
    ['example.com.', 400],
    ['example.com.evil.example', 400],
    ['evilexample.com', 400],
    ['evil.example#example.com', 400],
    ['evil.example?example.com', 400],
    ['evil.example/example.com', 400],
    ['user@example.com', 400],
    ['example.com@evil.example', 400],
    ['example.com:80@evil.example', 400],
    ['example.com, evil.example', 400],
    ['example.com evil.example', 400],
    ['example.com:', 400],
    ['example.com:x', 400],
    ['example.com:99999', 400],
    ['exam%70le.com', 400],
    ['ex\tample.com', 400],
    ['localhost', 400],
    ['93.184.216.34', 400],
  ])('of example.com answers Host: %s with %i', async (host, status) => {
    expect(await statusOf(['example.com'], host)).toBe(status);
  });

  it.each([
    ['a.example.com', 200],
    ['a.b.example.com', 200],
    ['example.com', 400],
    ['aexample.com', 400],
    ['a.example.com.evil.example', 400],
    ['a.example.com.', 400],
  ])('of *.example.com answers Host: %s with %i', async (host, status) => {
    expect(await statusOf(['*.example.com'], host)).toBe(status);
  });

  it.each([
    ['example.com:8443', 'example.com:8443', 'https', 200],
    ['example.com:8443', 'example.com', 'https', 400],
    ['example.com:443', 'example.com', 'https', 200],
    ['example.com:443', 'example.com', 'http', 400],
    ['example.com:80', 'example.com', 'http', 200],
    ['*.example.com:8443', 'a.example.com:8443', 'https', 200],
    ['*.example.com:8443', 'a.example.com', 'https', 400],
    ['[2001:db8::1]', '[2001:db8::1]:8000', 'http', 200],
    ['[2001:db8::1]', '[2001:db8:0::1]', 'http', 200],
    ['127.0.0.1', '127.0.0.1', 'http', 200],
    ['127.0.0.1', '0x7f.1', 'http', 200],
  ])('of %s answers Host: %s on %s with %i', async (allowed, host, scheme, status) => {
    expect(await statusOf([allowed], host, scheme)).toBe(status);
  });

  it('takes a request that names no host for one to the address of the server', async () => {
    const answer = async (hosts: readonly string[]) => {
      const environ = createEnviron({ url: 'http://192.0.2.7/', protocol: 'HTTP/1.0' });
      delete environ.HTTP_HOST;
      let status = '';
      await allowedHosts(hosts)(hello)(environ, (given) => {
        status = given.slice(0, 3);
        return async () => undefined;
      });
      return status;
    };
    expect([await answer(['example.com']), await answer(['192.0.2.7'])]).toEqual(['400', '200']);
  });

  it('says which code it is', async () => {
    const response = await createClient(allowedHosts(['example.com'])(hello)).get('http://evil.example/');
    expect(await response.json()).toMatchObject({ status: 400, code: 'host-not-allowed' });
  });

  it.each(['localhost', 'localhost:8000', 'polls.localhost', '127.0.0.1:8000', '[::1]'])(
    'without a list is there for %s',
    async (host) => expect(await statusOf(undefined, host)).toBe(200),
  );

  it('without a list is there for nobody else, and not in production', async () => {
    expect(await statusOf(undefined, 'example.com')).toBe(400);
    vi.stubEnv('NODE_ENV', 'production');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(() => allowedHosts()).toThrow(expect.objectContaining({ code: 'options-invalid' }));
    expect(await statusOf(['example.com'], 'example.com')).toBe(200);
  });

  it.each([
    '',
    '*',
    '*.',
    'https://example.com',
    'example.com/',
    'Example.com',
    'a*.example.com',
    'example.com:x',
    '.example.com',
    '[::1',
    '127.1',
  ])('refuses the host %j', (host) => {
    expect(() => allowedHosts([host])).toThrow(expect.objectContaining({ code: 'options-invalid' }));
  });
});
