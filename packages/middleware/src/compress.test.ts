import * as zlib from 'node:zlib';
import { within } from '@tsgi/harness';
import { events, HttpResponse, html, json, stream, text, view } from '@tsgi/http';
import { serve } from '@tsgi/server';
import { createClient } from '@tsgi/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compress } from './compress.ts';
import { etag } from './etag.ts';

const long = 'All work and no play makes Jack a dull boy. '.repeat(100);

async function asked(
  response: () => HttpResponse,
  headers: Record<string, string> = { 'Accept-Encoding': 'gzip' },
  options = {},
) {
  const client = createClient(compress(options)(view(response)));
  const answer = await client.get('/', { headers });
  return { answer, coding: answer.headers.get('content-encoding'), bytes: await answer.bytes() };
}

const decoders: Record<string, (bytes: Uint8Array) => Buffer> = {
  br: zlib.brotliDecompressSync,
  gzip: zlib.gunzipSync,
  deflate: zlib.inflateSync,
  ...zstdWhereNodeHasIt(),
};

function zstdWhereNodeHasIt(): Record<string, (bytes: Uint8Array) => Buffer> {
  const decode: unknown = Reflect.get(zlib, 'zstdDecompressSync');
  if (typeof decode !== 'function') return {};
  const zstd = (bytes: Uint8Array): Buffer => {
    const decoded: unknown = Reflect.apply(decode, undefined, [bytes]);
    if (Buffer.isBuffer(decoded)) return decoded;
    throw new TypeError('not decoded');
  };
  return { zstd };
}

async function* chunks(): AsyncGenerator<string> {
  for (let at = 0; at < 30; at++) yield long;
}

describe('compress', () => {
  for (const [coding, decode] of Object.entries(decoders)) {
    it(`compresses with ${coding}, at once and as a stream`, async () => {
      const headers = { 'Accept-Encoding': coding };
      const whole = await asked(() => text(long), headers);
      expect([whole.coding, String(decode(whole.bytes))]).toEqual([coding, long]);
      expect(whole.answer.headers.get('content-length')).toBeUndefined();
      const big = await asked(() => text(long.repeat(30)), headers);
      expect([big.coding, String(decode(big.bytes))]).toEqual([coding, long.repeat(30)]);
      const streamed = await asked(() => stream(chunks(), { headers: { 'Content-Type': 'text/plain' } }), headers);
      expect([streamed.coding, String(decode(streamed.bytes))]).toEqual([coding, long.repeat(30)]);
    });
  }

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['identity', undefined],
    ['', undefined],
    ['gzip;q=0', undefined],
  ])('takes of %j what the client likes best', async (accepted, coding) => {
    const { answer, coding: chosen } = await asked(() => text(long), { 'Accept-Encoding': accepted });
    expect([chosen, answer.headers.get('vary')]).toEqual([coding, 'Accept-Encoding']);
  });

  it.each<[string, () => HttpResponse]>([
    ['what is short', () => text('short')],
    ['what is encoded', () => text(long, { headers: { 'Content-Encoding': 'br' } })],
    ['a picture', () => text(long, { headers: { 'Content-Type': 'image/png' } })],
    ['what has no type', () => new HttpResponse([Buffer.from(long)])],
    ['a part', () => text(long, { status: 206, headers: { 'Content-Range': 'bytes 0-4399/9999' } })],
    ['what must not be transformed', () => text(long, { headers: { 'Cache-Control': 'public, No-Transform' } })],
    ['nothing', () => new HttpResponse([], { status: 204 })],
  ])('leaves %s alone', async (_, response) => {
    const plain = await createClient(view(response)).get('/');
    const { answer, bytes } = await asked(response);
    expect(answer.headers.get('vary')).toBeUndefined();
    expect(answer.headers.get('content-encoding')).toBe(plain.headers.get('content-encoding'));
    expect(bytes).toEqual(await plain.bytes());
  });

  it('says of a 304 what the 200 says that it stands for', async () => {
    const client = createClient(compress()(etag(view(() => text(long)))));
    const tag = (await client.get('/', { headers: { 'Accept-Encoding': 'gzip' } })).headers.get('etag') ?? '';
    const response = await client.get('/', { headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': tag } });
    expect([response.status, response.headers.get('vary'), response.headers.get('etag')]).toEqual([
      304,
      'Accept-Encoding',
      tag,
    ]);
  });

  it('weakens an entity tag', async () => {
    const { answer } = await asked(() => json({ long }, { headers: { ETag: '"abc"' } }));
    expect(answer.headers.get('etag')).toBe('W/"abc"');
  });

  it('answers HEAD with the headers of GET', async () => {
    const client = createClient(compress()(view(() => html(long))));
    const head = await client.head('/', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(head.headers.get('content-encoding')).toBe('gzip');
    expect(head.headers.get('content-length')).toBeUndefined();
  });

  it('refuses a coding that this Node does not have', () => {
    if ('zstdCompressSync' in zlib) expect(() => compress({ codings: ['zstd'] })).not.toThrow();
    else expect(() => compress({ codings: ['zstd'] })).toThrow(RangeError);
  });

  it('sends an event when it happens', async () => {
    let happen: () => void = () => undefined;
    const happened = new Promise<void>((resolve) => {
      happen = resolve;
    });
    async function* two(): AsyncGenerator<{ data: string }> {
      yield { data: 'one' };
      await happened;
      yield { data: 'two' };
    }
    const server = await serve(compress({ threshold: 0 })(view(() => events(() => two()))), { port: 0 });
    onTestFinished(() => server.close({ timeout: 0 }));
    const read = async (): Promise<string> => {
      const response = await fetch(server.url, { headers: { 'Accept-Encoding': 'gzip' } });
      expect(response.headers.get('content-encoding')).toBe('gzip');
      let seen = '';
      for await (const chunk of response.body ?? []) {
        seen += Buffer.from(chunk as Uint8Array).toString();
        // The second one is not made before the first has been read.
        if (seen.includes('one')) happen();
      }
      return seen;
    };
    expect(await within('both events', read())).toMatch(/data: ?one[\s\S]*data: ?two/);
  });

  it('passes an error of the body on', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield long;
      throw new Error('no more');
    }
    const client = createClient(
      compress()(view(() => stream(failing(), { headers: { 'Content-Type': 'text/plain' } }))),
    );
    const response = await client.get('/', { headers: { 'Accept-Encoding': 'gzip' } });
    await expect(response.bytes()).rejects.toThrow('no more');
  });

  it('says what a body has thrown that is no Error', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield long;
      throw 'no more';
    }
    const client = createClient(
      compress()(view(() => stream(failing(), { headers: { 'Content-Type': 'text/plain' } }))),
    );
    const response = await client.get('/', { headers: { 'Accept-Encoding': 'gzip' } });
    await expect(response.bytes()).rejects.toMatchObject({ cause: 'no more' });
  });

  it('waits for more where a chunk is empty', async () => {
    const chunks = [long.slice(0, 10), '', long.slice(10)];
    const app = compress({ codings: ['gzip'] })(
      view(() => stream(chunks, { headers: { 'Content-Type': 'text/plain' } })),
    );
    const response = await createClient(app).get('/', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(zlib.gunzipSync(await response.bytes()).toString()).toBe(long);
  });
});
