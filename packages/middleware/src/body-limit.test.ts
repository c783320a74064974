import { text, view } from '@tsgi/http';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { bodyLimit } from './body-limit.ts';

const ways = {
  bytes: view(async (request) => text(String((await request.bytes()).length))),
  stream: view(async (request) => {
    let size = 0;
    for await (const chunk of request.stream()) size += chunk.length;
    return text(String(size));
  }),
  lines: view(async ({ environ }) => {
    let size = 0;
    for (let line = await environ['tsgi.input'].readLine(); line.length > 0; ) {
      size += line.length;
      line = await environ['tsgi.input'].readLine();
    }
    return text(String(size));
  }),
  pieces: view(async ({ environ }) => {
    let size = 0;
    for (let piece = await environ['tsgi.input'].read(3); piece.length > 0; ) {
      size += piece.length;
      piece = await environ['tsgi.input'].read(3);
    }
    return text(String(size));
  }),
};

function* chunked(size: number): Generator<Uint8Array> {
  for (let at = 0; at < size; at++) yield Buffer.from(at % 5 === 4 ? '\n' : 'x');
}

describe('bodyLimit', () => {
  for (const [name, app] of Object.entries(ways)) {
    it(`lets a body of just the limit through, and no byte more, read by ${name}`, async () => {
      const client = createClient(bodyLimit(10)(app), { throwErrors: false });
      const right = await client.post('/', { body: chunked(10) });
      expect([right.status, await right.text()]).toEqual([200, '10']);
      expect((await client.post('/', { body: chunked(11) })).status).toBe(413);
      expect((await client.post('/', { body: chunked(1000) })).status).toBe(413);
    });
  }

  it('refuses a length that is too large before anything is read', async () => {
    let called = false;
    const client = createClient(
      bodyLimit(10)(
        view(() => {
          called = true;
          return text('');
        }),
      ),
    );
    expect((await client.post('/', { body: 'x'.repeat(11) })).status).toBe(413);
    expect(called).toBe(false);
  });

  it('keeps refusing an application that goes on reading', async () => {
    const stubborn = view(async ({ environ }) => {
      const codes: string[] = [];
      for (let i = 0; i < 3; i++) {
        await environ['tsgi.input'].read(20).catch((error: unknown) => codes.push((error as { code: string }).code));
      }
      return text(codes.join());
    });
    const response = await createClient(bodyLimit(10)(stubborn)).post('/', { body: chunked(100) });
    expect(await response.text()).toBe('body-too-large,body-too-large,body-too-large');
  });

  it.each([-1, 1.5, Number.NaN])('is not of %d bytes', (bytes) => {
    expect(() => bodyLimit(bytes)).toThrow(RangeError);
  });
});
