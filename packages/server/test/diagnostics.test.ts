/** What the server publishes for those who watch it. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Application } from '@tsgi/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RequestFailure, RequestFinish, RequestStart } from '../src/index.ts';
import { connectTo, get, post } from './raw-client.ts';
import { encode, gate, start } from './start.ts';

type Seen = { name: string } & RequestStart & Partial<RequestFinish> & Partial<RequestFailure>;

/** What is published until the request has finished. */
async function published(app: Application, request: string): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const over = gate('the end of the response');
  for (const name of ['start', 'finish', 'error']) {
    const listen = (message: unknown): void => {
      seen.push({ name, ...(message as RequestStart) });
      if (name === 'finish') over.open();
    };
    subscribe(`tsgi:request:${name}`, listen);
    onTestFinished(() => void unsubscribe(`tsgi:request:${name}`, listen));
  }
  const { url, clock } = await start((environ, startResponse) => {
    clock.pass(7);
    return app(environ, startResponse);
  });
  const client = await connectTo(url);
  client.send(request);
  await over.promise;
  return seen;
}

const echo: Application = async (environ, startResponse) => {
  const body = await environ['tsgi.input'].read();
  startResponse('200 OK', []);
  return [body, body];
};

describe('the channels of a request', () => {
  it('tell of its start, and of its end with status, bytes and duration', async () => {
    const [first, last, ...others] = await published(echo, post('/x?y', 'hello'));
    expect(others).toEqual([]);
    expect(first).toMatchObject({ name: 'start', environ: { PATH_INFO: '/x' } });
    expect(last).toMatchObject({
      name: 'finish',
      status: 200,
      bytesReceived: 5,
      bytesSent: 10,
      duration: 7,
      aborted: false,
    });
    expect(last?.environ).toBe(first?.environ);
  });

  it('tell of what was thrown, and how it was answered', async () => {
    const error = new Error('the database is gone');
    const seen = await published(() => {
      throw error;
    }, get('/'));
    expect(seen.map(({ name, status }) => [name, status])).toEqual([
      ['start', undefined],
      ['error', 500],
      ['finish', 500],
    ]);
    expect(seen[1]?.error).toBe(error);
  });

  it('tell of a body that failed halfway', async () => {
    async function* halfway(): AsyncGenerator<Uint8Array> {
      yield encode('half');
      throw new Error('no more');
    }
    const seen = await published((_environ, startResponse) => {
      startResponse('200 OK', []);
      return halfway();
    }, get('/'));
    expect(seen.at(-1)).toMatchObject({ name: 'finish', aborted: true });
    expect(seen.some(({ name }) => name === 'error')).toBe(true);
  });
});
