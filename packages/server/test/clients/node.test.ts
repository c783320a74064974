import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { within } from '@tsgi/harness';
import { Pool } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { start } from '../start.ts';
import { connectionsOf, echo, type Heard } from './echo.ts';

describe('undici', () => {
  it('pipelines forty requests over two connections', async () => {
    const heard: Heard[] = [];
    const { url } = await start(echo(heard));
    const pool = new Pool(url, { connections: 2, pipelining: 8 });
    onTestFinished(() => pool.close());
    const paths = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? '/chunks' : `/${i}`));
    const answering = paths.map(async (path) => (await pool.request({ path, method: 'GET' })).body.json());
    const answers = (await within('forty answers', Promise.all(answering))) as Heard[];
    expect(answers.map(({ target }) => target)).toEqual(paths);
    expect(connectionsOf(heard)).toBe(2);
  });

  it('streams a body of no known length', async () => {
    const { url } = await start(echo([]));
    const pool = new Pool(url);
    onTestFinished(() => pool.close());
    const body = Readable.from(Array.from({ length: 20 }, () => Buffer.from('x'.repeat(5000))));
    const answering = pool.request({ path: '/', method: 'POST', body }).then((answer) => answer.body.json());
    const answer = (await within('an answer', answering)) as Heard;
    expect(answer.body).toBe('x'.repeat(100_000));
  });
});

describe("Node's http.Agent", () => {
  it('keeps one connection for ten requests, with bodies and without', async () => {
    const heard: Heard[] = [];
    const { url } = await start(echo(heard));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    for (let i = 0; i < 10; i++) {
      const asking = request(`${url}/${i}`, { agent, method: i % 2 === 0 ? 'GET' : 'POST' });
      asking.end(i % 2 === 0 ? undefined : `body ${i}`);
      const [response] = (await within('an answer', once(asking, 'response'))) as [IncomingMessage];
      response.resume();
      await within('the end of an answer', once(response, 'end'));
    }
    expect(heard.map(({ body }) => body).filter(Boolean)).toEqual(['body 1', 'body 3', 'body 5', 'body 7', 'body 9']);
    expect(connectionsOf(heard)).toBe(1);
  });
});
