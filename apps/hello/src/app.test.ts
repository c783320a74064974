import { type Server, serve } from '@tsgi/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { app } from './app.ts';

const log: string[] = [];
let server: Server;

beforeEach(async () => {
  log.length = 0;
  server = await serve(app, { port: 0, errors: { write: (text) => void log.push(text), flush: () => undefined } });
});

afterEach(() => server.close());

describe('hello', () => {
  it('greets, and says how long it took', async () => {
    const response = await fetch(server.url);
    expect([response.status, await response.text()]).toEqual([200, 'Hello from TSGI\n']);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('server-timing')).toMatch(/^app;dur=\d/);
  });

  it('has nothing elsewhere', async () => {
    const response = await fetch(new URL('/elsewhere', server.url));
    expect([response.status, await response.text()]).toEqual([404, 'There is only /\n']);
  });

  it('logs each request once, with what was sent, and breaks no rule', async () => {
    await (await fetch(server.url)).text();
    await server.close();
    expect(log).toEqual(['GET / 200 16\n']);
  });
});
