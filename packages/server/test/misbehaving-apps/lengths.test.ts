import type { Application } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { connectTo, get, header } from '../raw-client.ts';
import { encode, start } from '../start.ts';

type Shape = readonly [name: string, (chunks: readonly Uint8Array[]) => ReturnType<Application>];

const SHAPES: readonly Shape[] = [
  ['an array', (chunks) => chunks],
  ['an iterator', (chunks) => chunks.values()],
  [
    'an async generator',
    async function* (chunks) {
      yield* chunks;
    },
  ],
];

function saying(length: number, ...chunks: readonly string[]) {
  return ([, shape]: Shape): Application =>
    (_environ, startResponse) => {
      startResponse('200 OK', [['Content-Length', String(length)]]);
      return shape(chunks.map(encode));
    };
}

describe('a body longer than Content-Length', () => {
  it.each(SHAPES)('is cut, and logged: %s', async (...shape) => {
    const { url, log } = await start(saying(3, 'ab', 'cd', 'ef')(shape));
    const client = await connectTo(url);
    for (let i = 0; i < 2; i++) {
      const response = await client.ask(get('/'));
      expect(header(response, 'Content-Length')).toBe('3');
      expect(response.body).toBe('abc');
    }
    expect(log.join('').match(/Content-Length says 3 bytes/g)).toHaveLength(2);
  });
});

describe('a body shorter than Content-Length', () => {
  it.each(SHAPES)('has the connection destroyed, and is logged: %s', async (...shape) => {
    const { url, log } = await start(saying(5, 'ab')(shape));
    const client = await connectTo(url);
    client.send(get('/') + get('/'));
    expect(await client.rest()).toMatch(/Content-Length: 5\r\n\r\nab$/);
    expect(log.join('')).toContain('Content-Length says 5 bytes, and the body had 2');
  });

  it.each(SHAPES)('is right for HEAD: %s', async (...shape) => {
    const { url, log } = await start(saying(5, 'ab')(shape));
    const client = await connectTo(url);
    for (let i = 0; i < 2; i++) expect((await client.ask('HEAD / HTTP/1.1\r\nHost: h\r\n\r\n')).status).toBe(200);
    expect(log).toEqual([]);
  });
});
