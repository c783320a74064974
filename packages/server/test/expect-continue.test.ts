import { describe, expect, it } from 'vitest';
import { connectTo, get, header } from './raw-client.ts';
import { encode, start, turns } from './start.ts';

const HEAD = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n';

describe('Expect: 100-continue (RFC 9110 §10.1.1)', () => {
  it('is answered at the first read', async () => {
    const { url } = await start(async (environ, startResponse) => {
      const body = await environ['tsgi.input'].read();
      startResponse('200 OK', []);
      return [body];
    });
    const client = await connectTo(url);
    for (let i = 0; i < 2; i++) {
      expect(await client.ask(HEAD)).toMatchObject({ statusLine: 'HTTP/1.1 100 Continue', headers: [] });
      expect((await client.ask('hello')).body).toBe('hello');
    }
  });

  it('is not answered when the body is already coming', async () => {
    const { url } = await start(async (environ, startResponse) => {
      const body = await environ['tsgi.input'].read();
      startResponse('200 OK', []);
      return [body];
    });
    const client = await connectTo(url);
    client.send(`${HEAD}he`);
    await turns();
    expect(await client.ask('llo')).toMatchObject({ status: 200, body: 'hello' });
  });

  it('is not answered without a read, and the connection closes, since what comes next is not certain', async () => {
    const { url } = await start((_environ, startResponse) => {
      startResponse('413 Too much', []);
      return [encode('no')];
    });
    const client = await connectTo(url);
    const response = await client.ask(HEAD);
    expect(response).toMatchObject({ status: 413, body: 'no' });
    expect(header(response, 'Connection')).toBe('close');
    client.send(`hello${get('/')}`);
    expect(await client.rest()).toBe('');
  });

  it('is not answered behind the head: the first read rejects', async () => {
    const codes: unknown[] = [];
    const { url } = await start(async (environ, startResponse) => {
      await startResponse('200 OK', [])(encode('a'));
      await environ['tsgi.input'].read().catch((error: unknown) => codes.push((error as { code: string }).code));
      return [encode('b')];
    });
    const client = await connectTo(url);
    expect((await client.ask(HEAD)).body).toBe('ab');
    expect(codes).toEqual(['body-not-sent']);
  });

  it('is never answered in HTTP/1.0', async () => {
    const { url } = await start(async (environ, startResponse) => {
      const body = await environ['tsgi.input'].read();
      startResponse('200 OK', []);
      return [body];
    });
    const client = await connectTo(url);
    client.send(HEAD.replace('HTTP/1.1', 'HTTP/1.0'));
    expect((await client.ask('hello')).status).toBe(200);
  });
});
