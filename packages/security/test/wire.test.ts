/** What a site sends over the wire besides what it was told to. */
import { within } from '@tsgi/harness';
import { html, view } from '@tsgi/http';
import { serve } from '@tsgi/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { securityHeaders } from '../src/index.ts';

async function headersOfPage(): Promise<Headers> {
  const server = await serve(securityHeaders()(view(() => html('<p>hello'))), { port: 0 });
  onTestFinished(() => server.close({ timeout: 0 }));
  return (await within('a page', fetch(server.url))).headers;
}

describe('a site on a socket', () => {
  it('says of its pages that they are UTF-8', async () => {
    expect((await headersOfPage()).get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('tells nobody what it runs on', async () => {
    const headers = await headersOfPage();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    for (const name of ['server', 'x-powered-by', 'via']) expect.soft(headers.get(name), name).toBeNull();
  });

  it('sends nothing that browsers have given up', async () => {
    const headers = await headersOfPage();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    for (const name of ['x-xss-protection', 'expect-ct', 'public-key-pins', 'feature-policy']) {
      expect.soft(headers.get(name), name).toBeNull();
    }
  });
});
