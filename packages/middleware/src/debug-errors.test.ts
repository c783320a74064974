import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notFound, serviceUnavailable, text } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { createRouter } from '@tsgi/router';
import { createTemplates, render, type TemplatesEnviron, templates } from '@tsgi/templates';
import { createClient } from '@tsgi/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { debugErrors } from './debug-errors.ts';

const directory = mkdtempSync(join(tmpdir(), 'debug-'));
writeFileSync(join(directory, 'poll.njk'), '<h1>A template</h1>\n{{ poll.close() }}\n<p>the line after</p>\n');
afterAll(() => rmSync(directory, { recursive: true }));

const site = createRouter<Environ & TemplatesEnviron>();
site.get('/broken', () => {
  throw new Error('outer trouble <script>', { cause: new TypeError('inner trouble') });
});
site.get('/string', () => {
  throw 'just a string';
});
site.get('/template', (request) => render(request, 'poll.njk', { poll: {} }));
site.get('/unavailable', () => {
  throw serviceUnavailable(5);
});
site.get('/missing', () => {
  throw notFound('no such poll');
});
site.get('/fine', () => text('fine'));

const facts: Record<`${string}.${string}`, unknown> = {};
const pages = await createTemplates({ directories: [directory] });
const stack = templates(pages)(site);
const client = createClient(
  debugErrors({ secrets: ['X-Mine'] })((environ, startResponse) => {
    Object.assign(environ['tsgi.exchange'].facts, facts);
    return stack(environ, startResponse);
  }),
  { throwErrors: false },
);

async function shown(path: string, headers: Record<string, string> = {}): Promise<{ status: number; page: string }> {
  const response = await client.get(path, { headers: { Accept: 'text/html', ...headers } });
  return { status: response.status, page: await response.text() };
}

describe('debugErrors', () => {
  it('shows an error with its causes, its source and the request', async () => {
    const { status, page } = await shown('/broken?page=2', { 'User-Agent': 'curl/8' });
    expect(status).toBe(500);
    for (const part of [
      'outer trouble',
      'inner trouble',
      'debug-errors.test.ts',
      '/broken?page=2',
      'curl/8',
      'PATH_INFO',
    ]) {
      expect(page).toContain(part);
    }
    expect(page).not.toContain('outer trouble <script>');
  });

  it('shows no secret', async () => {
    // Not as it stands in this source, which the page may show.
    const secret = ['sword', 'fish'].join('');
    const headers = {
      Authorization: `Bearer ${secret}`,
      Cookie: `session=${secret}`,
      'X-Api-Key': secret,
      'X-CSRF-Token': secret,
      'X-Mine': secret,
      Referer: `https://a.example/?token=${secret}`,
      'X-Database': `postgres://user:${secret}@host/db`,
    };
    facts['app.apiToken'] = secret;
    const { page } = await shown(`/broken?token=${secret}&password=${secret}`, headers);
    expect(page).not.toContain(secret);
    expect(page).toContain('********');
  });

  it('shows the template and the line in which it happened', async () => {
    const { status, page } = await shown('/template');
    expect(status).toBe(500);
    expect(page).toContain('poll.njk');
    expect(page).toContain('the line after');
  });

  it('shows whatever was thrown', async () => {
    expect((await shown('/string')).page).toContain('just a string');
  });

  it('gives a program the stack in a problem document', async () => {
    const response = await client.get('/broken');
    const { status, stack } = (await response.json()) as { status: number; stack: string[] };
    expect([status, stack[0]]).toEqual([500, 'Error: outer trouble <script>']);
    const words = (await (await client.get('/string')).json()) as { stack: string[] };
    expect(words.stack).toEqual(['just a string']);
  });

  it('shows what an application has thrown without a view', async () => {
    const plain = createClient(
      debugErrors()(() => {
        throw new Error('thrown by hand');
      }),
      { throwErrors: false },
    );
    const response = await plain.get('/', { headers: { Accept: 'text/html' } });
    expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('thrown by hand')]);
    const refused = createClient(
      debugErrors()(() => Promise.reject(notFound('not here'))),
      { throwErrors: false },
    );
    expect((await refused.get('/')).status).toBe(404);
  });

  it('lists the routes where none matched', async () => {
    const { status, page } = await shown('/nowhere');
    expect(status).toBe(404);
    for (const part of ['/nowhere', '/template', 'debug-errors.test.ts']) expect(page).toContain(part);
    expect((await shown('/missing')).page).toContain('no such poll');
  });

  it('leaves everything else alone', async () => {
    expect(await shown('/fine')).toEqual({ status: 200, page: 'fine' });
  });

  it('is not for production, unless it is meant', () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      expect(() => debugErrors()).toThrow(expect.objectContaining({ code: 'debug-in-production' }));
      expect(() => debugErrors({ evenInProduction: true })).not.toThrow();
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });
});
