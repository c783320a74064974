import { notFound, stream, text, view } from '@tsgi/http';
import { createRouter } from '@tsgi/router';
import { createClient } from '@tsgi/testing';
import pino from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type AccessLogOptions, accessLog } from './access-log.ts';
import { requestId } from './request-id.ts';

const site = createRouter();
site.get('/polls/:id(int)', () => text('twelve bytes'));
site.get('/missing', () => {
  throw notFound();
});

async function logged(options: AccessLogOptions, url: string, headers: Record<string, string> = {}): Promise<string[]> {
  const lines: string[] = [];
  const app = accessLog({ write: (line) => lines.push(line), ...options })(requestId({ generate: () => 'id-7' })(site));
  await (await createClient(app).get(url, { headers })).text();
  return lines;
}

describe('accessLog', () => {
  it('writes a record as JSON', async () => {
    const [line = ''] = await logged({ format: 'json' }, '/polls/3?page=2', { 'User-Agent': 'curl/8', Referer: '/' });
    expect(JSON.parse(line)).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
      remoteAddress: '127.0.0.1',
      method: 'GET',
      target: '/polls/3?page=2',
      protocol: 'HTTP/1.1',
      status: 200,
      bytes: 12,
      duration: expect.any(Number) as unknown,
      aborted: false,
      route: '/polls/:id(int)',
      requestId: 'id-7',
      userAgent: 'curl/8',
      referer: '/',
    });
  });

  it('writes the combined format', async () => {
    const [line] = await logged({ format: 'combined' }, '/polls/3', { 'User-Agent': 'curl/8' });
    expect(line).toMatch(
      /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/polls\/3 HTTP\/1\.1" 200 12 "-" "curl\/8"$/,
    );
  });

  it('lets nobody outside end a field, or steer a terminal', async () => {
    const headers = { 'User-Agent': 'a" 200 "\\ caf\u00e9', Referer: 'x' };
    const [combined = ''] = await logged({ format: 'combined' }, '/missing', headers);
    expect(combined).toContain('"a\\" 200 \\"\\\\ caf\\xe9"');
    const [readable = ''] = await logged({ format: 'readable' }, '/missing');
    expect(readable).not.toMatch(/[\x00-\x1f]/);
  });

  it('stars the secrets of a query out', async () => {
    const [line] = await logged({ format: 'combined' }, '/missing?page=2&reset_token=abc&api-key=x');
    expect(line).toContain('/missing?page=2&reset_token=********&api-key=********');
    const [other] = await logged({ format: 'combined' }, '/missing', { Referer: 'https://a.example/?token=abc&b=1' });
    expect(other).toContain('"https://a.example/?token=********&b=1"');
  });

  it('writes for people', async () => {
    const [line] = await logged({ format: 'readable' }, '/polls/3');
    expect(line).toMatch(
      /^\d\d:\d\d:\d\d {2}GET {3}\/polls\/3 {2}200 {2}12 B [\d.]+ ms {2}\/polls\/:id\(int\) {2}id-7$/,
    );
  });

  it('gives records to pino, by how bad they are', async () => {
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(line) });
    await logged({ logger }, '/polls/3');
    await logged({ logger }, '/missing');
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ level, msg, route }) => [level, msg, route])).toEqual([
      [30, 'GET /polls/3 200', '/polls/:id(int)'],
      [40, 'GET /missing 404', '/missing'],
    ]);
  });

  it.each([
    ['production', /^\{"time":/],
    ['development', /^\d\d:\d\d:\d\d {2}GET/],
  ])('writes to standard output, in %s as the place wants it', async (environment, line) => {
    vi.stubEnv('NODE_ENV', environment);
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      written.mockRestore();
    });
    await (await createClient(accessLog()(site)).get('/polls/3')).text();
    expect(String(written.mock.calls[0]?.[0])).toMatch(line);
  });

  it('says when a client has left', async () => {
    const lines: string[] = [];
    const endless = view(() => stream(Array.from({ length: 100 }, () => 'x'.repeat(10_000))));
    const client = createClient(accessLog({ format: 'json', write: (line) => lines.push(line) })(endless));
    await (await client.get('/')).close();
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ aborted: true });
  });
});

describe('a request of which little is known', () => {
  /** On a unix socket, by a user with a space in the name; the client leaves before anything is answered. */
  async function line(format: 'combined' | 'readable' | 'json'): Promise<string> {
    const lines: string[] = [];
    const leaving = new AbortController();
    const app = accessLog({ format, write: (line) => lines.push(line) })((environ) => {
      environ['tsgi.exchange'].facts.user = 'Ada L';
      return new Promise((_resolve, reject) => {
        environ['tsgi.exchange'].signal.addEventListener('abort', () => reject(new Error('given up')));
        leaving.abort();
      });
    });
    const client = createClient((environ, startResponse) => {
      environ.REMOTE_ADDR = '';
      return app(environ, startResponse);
    });
    await expect(client.get('/', { signal: leaving.signal })).rejects.toThrow();
    return lines[0] ?? '';
  }

  it('has a dash for each gap', async () => {
    expect(await line('combined')).toMatch(/^- - Ada\\x20L \[.*\] "GET \/ HTTP\/1\.1" - - "-" "-"$/);
    expect(await line('readable')).toMatch(/GET {3}\/ {2}--- {2}0 B [\d.]+ ms {2}not finished$/);
    expect(JSON.parse(await line('json'))).toMatchObject({ remoteAddress: '', bytes: 0, aborted: true, user: 'Ada L' });
  });
});

describe('a line for people', () => {
  it.each([
    [200, 1500, '1.5 KiB'],
    [301, 0, '0 B'],
    [404, 2_000_000, '1.9 MiB'],
    [500, 999, '999 B'],
  ])('says of %i and %i bytes: %s', async (status, size, said) => {
    const lines: string[] = [];
    const app = accessLog({ format: 'readable', write: (line) => lines.push(line) })(
      view(() => text('x'.repeat(size), { status, ...(status === 301 ? { headers: { Location: '/' } } : {}) })),
    );
    await (await createClient(app, { throwErrors: false }).get('/')).text();
    expect(lines[0]).toContain(`${status}  ${said} `);
  });
});
