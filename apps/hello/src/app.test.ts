import { within } from '@tsgi/harness';
import { lint } from '@tsgi/lint';
import { type Server, serve } from '@tsgi/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { app } from './app.ts';

const log: string[] = [];
let server: Server;

beforeEach(async () => {
  log.length = 0;
  server = await serve(lint()(app), {
    port: 0,
    errors: { write: (text) => void log.push(text), flush: () => undefined },
  });
});

afterEach(() => server.close());

describe('hello', () => {
  it('shows its page, and says how long it took', async () => {
    const response = await get('/');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('server-timing')).toMatch(/^app;dur=\d/);
    const page = await response.text();
    expect(page).toContain('<h1>Hello from TSGI</h1>');
    expect(page).toContain('<a href="/hello/O%E2%80%99Brien%20%26%20sons">O’Brien &amp; sons</a>');
  });

  it('greets whom the link names', async () => {
    const page = await (await get('/hello/%3Cb%3EAda%3C%2Fb%3E')).text();
    expect(page).toContain('<h1>Hello, &lt;b&gt;Ada&lt;/b&gt;</h1>');
    expect(page).toContain('<a href="/">');
  });

  it('has nothing elsewhere', async () => {
    expect((await get('/elsewhere')).status).toBe(404);
  });

  it('breaks no rule', async () => {
    await (await get('/hello/Ada')).text();
    await server.close();
    expect(log).toEqual([]);
  });
});

function get(path: string): Promise<Response> {
  return within(`an answer to ${path}`, fetch(new URL(path, server.url)));
}
