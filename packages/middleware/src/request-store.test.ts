import { within } from '@tsgi/harness';
import { stream, text, view } from '@tsgi/http';
import { serve } from '@tsgi/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { requestStore } from './request-store.ts';

describe('requestStore', () => {
  it('follows each request through awaits, timers, body reads and its streamed body', async () => {
    const store = requestStore((environ) => environ.PATH_INFO);
    const app = store.middleware(
      view(async (request) => {
        await request.bytes();
        await new Promise((resolve) => setImmediate(resolve));
        async function* parts(): AsyncGenerator<string> {
          for (let part = 0; part < 3; part++) {
            await new Promise((resolve) => setImmediate(resolve));
            yield `${store.get()} `;
          }
        }
        return request.path === '/text' ? text(store.get() ?? '') : stream(parts());
      }),
    );
    const server = await serve(app, { port: 0 });
    onTestFinished(() => server.close({ timeout: 0 }));
    const ask = async (path: string) => (await fetch(server.url + path, { method: 'POST', body: 'x' })).text();
    const answers = await within('the answers', Promise.all(['/a', '/b', '/text', '/c'].map(ask)));
    expect(answers).toEqual(['/a /a /a ', '/b /b /b ', '/text', '/c /c /c ']);
    expect(store.get()).toBeUndefined();
  });
});
