import { json, view } from '@tsgi/http';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { type ProxyHeadersOptions, proxyHeaders } from './proxy-headers.ts';

const show = view(({ environ, url }) =>
  json({
    address: environ.REMOTE_ADDR,
    url: url.href,
    port: environ.SERVER_PORT,
    left: Object.keys(environ).filter((key) => key.includes('FORWARDED')),
  }),
);

const allFields = ['for', 'proto', 'host', 'port', 'prefix'] as const;

/** What the application sees. */
async function seen(headers: Record<string, string>, options: Partial<ProxyHeadersOptions> = {}, from = '10.0.0.1') {
  const app = proxyHeaders({ trusted: ['10.0.0.0/8', 'fd00::/8', 'unix'], fields: allFields, ...options })(
    (environ, startResponse) => show(environ, startResponse),
  );
  const client = createClient((environ, startResponse) => {
    environ.REMOTE_ADDR = from;
    return app(environ, startResponse);
  });
  const response = await client.get('http://proxy.local/x', { headers });
  const body = (await response.json()) as { address: string; url: string; port: string; left: string[] };
  return { status: response.status, ...body };
}

describe('X-Forwarded-*', () => {
  const all = {
    'X-Forwarded-For': '203.0.113.7',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'polls.example',
    'X-Forwarded-Prefix': '/app/',
  };

  it('puts the client in the place of the proxy', async () => {
    expect(await seen(all)).toMatchObject({ address: '203.0.113.7', url: 'https://polls.example/app/x', left: [] });
  });

  it.each([
    ['one more proxy in between', '203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['what a client has made up', '127.0.0.1, 203.0.113.7', '203.0.113.7'],
    ['a chain that is made up behind an address that is not trusted', '10.9.9.9, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['nothing but proxies', '10.3.3.3, 10.2.2.2', '10.3.3.3'],
    ['no further than it has to, past what is no address', 'unknown, garbage, 203.0.113.7', '203.0.113.7'],
    ['an address that is hidden', 'unknown', '10.0.0.1'],
    ['an IPv6 address', '2001:db8::1', '2001:db8::1'],
    ['an address with a port', '203.0.113.7:4711', '203.0.113.7'],
    ['an IPv6 address with a port', '[2001:db8::1]:4711', '2001:db8::1'],
    ['an IPv4 address in the form of IPv6', '203.0.113.7, ::ffff:10.1.2.3', '203.0.113.7'],
  ])('reads %s from the right', async (_, chain, address) => {
    expect((await seen({ 'X-Forwarded-For': chain })).address).toBe(address);
  });

  it('takes scheme and host from the hop whose address it takes', async () => {
    const headers = {
      'X-Forwarded-For': '203.0.113.7, 10.1.2.3',
      'X-Forwarded-Proto': 'https, http',
      'X-Forwarded-Host': 'polls.example, inner.local',
    };
    expect((await seen(headers)).url).toBe('https://polls.example/x');
    const forged = { ...headers, 'X-Forwarded-For': 'x, 203.0.113.7', 'X-Forwarded-Proto': 'http, https' };
    expect((await seen({ ...forged, 'X-Forwarded-For': '1.2.3.4, 203.0.113.7' })).url).toBe('https://inner.local/x');
  });

  it('believes by default of what most proxies set alone', async () => {
    const app = proxyHeaders({ trusted: ['127.0.0.1'] })(show);
    const response = await createClient(app).get('http://proxy.local/x', { headers: all });
    expect(await response.json()).toMatchObject({ address: '203.0.113.7', url: 'https://proxy.local/x', left: [] });
  });

  it.each(['203.0.113.9', '', '::1'])('believes nobody else: %s', async (from) => {
    const { address, url, left } = await seen(all, { trusted: ['10.0.0.0/8'] }, from);
    expect({ address, url, left }).toEqual({ address: from, url: 'http://proxy.local/x', left: [] });
  });

  it('believes a proxy on a unix socket when it is told to', async () => {
    expect((await seen(all, {}, '')).address).toBe('203.0.113.7');
  });

  it.each([
    ['http', '80'],
    ['https', '443'],
  ])('takes the port of %s where none is named', async (scheme, port) => {
    expect((await seen({ 'X-Forwarded-Proto': scheme })).port).toBe(port);
  });

  it('asks anew whom it believes for a peer on a unix socket that comes behind one with an address', async () => {
    const app = proxyHeaders({ trusted: ['10.0.0.1'] })((environ, startResponse) => show(environ, startResponse));
    const from = ['10.0.0.1', '', '10.0.0.1'];
    const client = createClient((environ, startResponse) => {
      environ.REMOTE_ADDR = from.shift() ?? '';
      return app(environ, startResponse);
    });
    const headers = { 'X-Forwarded-For': '203.0.113.7' };
    const addresses: unknown[] = [];
    for (let i = 0; i < 3; i++)
      addresses.push(Reflect.get(Object(await (await client.get('/x', { headers })).json()), 'address'));
    expect(addresses).toEqual(['203.0.113.7', '', '203.0.113.7']);
  });

  it('takes a port along', async () => {
    expect(
      await seen({ 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'a.example', 'X-Forwarded-Port': '8443' }),
    ).toMatchObject({
      url: 'https://a.example:8443/x',
      port: '8443',
    });
  });

  it.each([
    { 'X-Forwarded-For': 'me' },
    { 'X-Forwarded-For': '203.0.113.7, ' },
    { 'X-Forwarded-For': Array.from({ length: 40 }, () => '10.0.0.2').join() },
    { 'X-Forwarded-Proto': 'javascript' },
    { 'X-Forwarded-Host': 'a.example/evil' },
    { 'X-Forwarded-Host': 'user@a.example' },
    { 'X-Forwarded-Port': '99999' },
    { 'X-Forwarded-Prefix': '//evil.example' },
    { 'X-Forwarded-Prefix': '/a/../b' },
  ])('answers 400 to a proxy that sends %j', async (headers) => {
    expect((await seen(headers as Record<string, string>)).status).toBe(400);
  });

  it.each(['10.0.0.0/33', 'localhost', '10.0.0', '::/129', '2', '10.0.0.0/8/8'])('cannot trust %s', (address) => {
    expect(() => proxyHeaders({ trusted: [address] })).toThrow(RangeError);
  });

  it('refuses a text where the list of addresses belongs', () => {
    expect(() => void Reflect.apply(proxyHeaders, undefined, [{ trusted: '10.0.0.1' }])).toThrow(TypeError);
  });
});

describe('Forwarded (RFC 7239)', () => {
  it.each([
    ['for=203.0.113.7;proto=https;host=polls.example', '203.0.113.7', 'https://polls.example/x'],
    ['For="[2001:db8::1]:4711"; proto=https', '2001:db8::1', 'https://proxy.local/x'],
    ['for=198.51.100.1, for=203.0.113.7;host="a.example:8080", for=10.1.2.3', '203.0.113.7', 'http://a.example:8080/x'],
    ['for=unknown;proto=https', '10.0.0.1', 'https://proxy.local/x'],
    ['for=_hidden', '10.0.0.1', 'http://proxy.local/x'],
    ['', '10.0.0.1', 'http://proxy.local/x'],
    [' , ;for=203.0.113.7;', '203.0.113.7', 'http://proxy.local/x'],
    ['proto="ht\\tps";for=203.0.113.7', '203.0.113.7', 'https://proxy.local/x'],
    ['by=10.0.0.1;secret=x', '10.0.0.1', 'http://proxy.local/x'],
  ])('%s', async (header, address, url) => {
    expect(await seen({ Forwarded: header }, { headers: 'Forwarded' })).toMatchObject({ address, url, left: [] });
  });

  it('answers 400 to a chain of more hops than anybody has', async () => {
    const header = Array.from({ length: 40 }, () => 'for=10.0.0.2').join(', ');
    expect((await seen({ Forwarded: header }, { headers: 'Forwarded' })).status).toBe(400);
  });

  it.each(['for', 'for=203.0.113.7;for=203.0.113.8', 'for=me', 'for="203.0.113.7', 'for=203.0.113.7 proto=https'])(
    'answers 400 to %s',
    async (header) => {
      expect((await seen({ Forwarded: header }, { headers: 'Forwarded' })).status).toBe(400);
    },
  );

  it('does not read the other kind', async () => {
    expect((await seen({ 'X-Forwarded-For': '203.0.113.7' }, { headers: 'Forwarded' })).address).toBe('10.0.0.1');
    expect((await seen({ Forwarded: 'for=203.0.113.7' })).address).toBe('10.0.0.1');
  });

  it('takes time in proportion to the length of the header', async () => {
    const header = `for=${'"\\"'.repeat(3000)}`;
    expect((await seen({ Forwarded: header }, { headers: 'Forwarded' })).status).toBe(400);
  });
});
