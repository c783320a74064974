import { stream, text, view } from '@tsgi/http';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { etag } from './etag.ts';

const client = createClient(
  etag(view((request) => text(request.path, { headers: { 'Cache-Control': 'max-age=60' } }))),
);

describe('etag', () => {
  it('gives the same bytes the same tag, other bytes another', async () => {
    const tags = [];
    for (const path of ['/a', '/a', '/b']) tags.push((await client.get(path)).headers.get('etag'));
    expect(tags[0]).toMatch(/^W\/"[\w-]{27}"$/);
    expect([tags[0] === tags[1], tags[0] === tags[2]]).toEqual([true, false]);
  });

  it('answers 304 to who has it, without the headers of the content', async () => {
    const tag = (await client.get('/a')).headers.get('etag') ?? '';
    const response = await client.get('/a', { headers: { 'If-None-Match': tag } });
    expect([response.status, await response.text()]).toEqual([304, '']);
    expect(response.headers.get('etag')).toBe(tag);
    expect(response.headers.get('cache-control')).toBe('max-age=60');
    expect(response.headers.get('content-type')).toBeUndefined();
    expect((await client.get('/a', { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
  });

  it('answers conditions by the validators that a response has', async () => {
    const dated = createClient(
      etag(view(() => stream(['x'], { headers: { 'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT' } }))),
    );
    const since = (date: string) => dated.get('/', { headers: { 'If-Modified-Since': date } });
    expect((await since('Sun, 06 Nov 1994 08:49:37 GMT')).status).toBe(304);
    expect((await since('Sun, 06 Nov 1994 08:49:36 GMT')).status).toBe(200);
    const response = await dated.get('/', { headers: { 'If-Match': '"x"' } });
    expect(response.status).toBe(412);
  });

  it('does not hold a stream back, nor judge what is not to be stored, not a success, or no reading', async () => {
    const none = async (app: Parameters<typeof etag>[0], method = 'GET') =>
      (await createClient(etag(app)).request(method, '/')).headers.get('etag');
    expect(await none(view(() => stream(['a', 'b'])))).toBeUndefined();
    expect(await none(view(() => text('x', { headers: { 'Cache-Control': 'no-store' } })))).toBeUndefined();
    expect(await none(view(() => text('x', { status: 404 })))).toBeUndefined();
    expect(
      await none(
        view(() => text('x')),
        'POST',
      ),
    ).toBeUndefined();
    expect(
      await none(
        view(() => text('x')),
        'HEAD',
      ),
    ).toBe(await none(view(() => text('x'))));
  });
});
