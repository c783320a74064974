import { forbidden, HttpError, html, notFound, text, view } from '@tsgi/http';
import type { Application } from '@tsgi/protocol';
import { createRouter } from '@tsgi/router';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { errorPages } from './error-pages.ts';

const site = createRouter();
site.get('/forbidden', () => {
  throw forbidden({ message: 'Members only', headers: { 'X-Reason': 'members' } });
});
site.get('/broken', () => {
  throw new Error('the password is swordfish');
});
site.get('/own', () => text('my own words', { status: 410 }));
site.get('/cookie', () => text('', { status: 402 }).setCookie('a', 'b'));

const throwing: Application = () => {
  throw new Error('the password is swordfish');
};
const rejecting: Application = async () => {
  throw new HttpError(451);
};
site.mount('/throwing', throwing);
site.mount('/rejecting', rejecting);

const page = (error: HttpError) => html(`<h1>Oops ${error.status} ${error.message}</h1>`);
const client = createClient(errorPages({ page })(site), { throwErrors: false });
const browser = { headers: { Accept: 'text/html,*/*;q=0.8' } };

describe('errorPages', () => {
  it.each([
    ['/forbidden', 403, '<h1>Oops 403 Members only</h1>'],
    ['/nowhere', 404, '<h1>Oops 404 Not Found</h1>'],
    ['/broken', 500, '<h1>Oops 500 Internal Server Error</h1>'],
    ['/throwing', 500, '<h1>Oops 500 Internal Server Error</h1>'],
    ['/rejecting', 451, '<h1>Oops 451 Unavailable For Legal Reasons</h1>'],
    ['/cookie', 402, '<h1>Oops 402 Payment Required</h1>'],
    ['/own', 410, 'my own words'],
  ])('answers %s with %i', async (path, status, body) => {
    const response = await client.get(path, browser);
    expect([response.status, await response.text()]).toEqual([status, body]);
    const problem = await client.get(path);
    expect(problem.status).toBe(status);
    if (path !== '/own') expect(await problem.json()).toMatchObject({ status });
    expect(JSON.stringify(await problem.text())).not.toContain('swordfish');
  });

  it('answers a body that could not be read with its status, also without a view', async () => {
    const reading: Application = async (environ) => [await environ['tsgi.input'].read()];
    function* cut(): Generator<Uint8Array> {
      yield new Uint8Array(3);
    }
    const options = { body: cut(), headers: { ...browser.headers, 'Content-Length': '10' } };
    const response = await createClient(errorPages({ page })(reading), { throwErrors: false }).post('/', options);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('Oops 400')]);
  });

  it('takes no error of an HTTP client for one of the body', async () => {
    const upstream: Application = () => {
      throw Object.assign(new Error('swordfish'), { code: 'ERR_BAD_REQUEST', status: 400 });
    };
    const response = await createClient(errorPages()(upstream), { throwErrors: false }).get('/');
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('swordfish')]);
  });

  it('answers whatever is thrown', async () => {
    const odd: Application = () => {
      throw { password: 'swordfish' };
    };
    const response = await createClient(errorPages()(odd), { throwErrors: false }).get('/');
    expect([response.status, await response.json()]).toEqual([
      500,
      { title: 'Internal Server Error', status: 500, code: 'internal-server-error' },
    ]);
  });

  it('keeps the headers that are not of the content', async () => {
    expect((await client.get('/forbidden', browser)).headers.get('x-reason')).toBe('members');
    expect((await client.get('/cookie', browser)).headers.getAll('set-cookie')).toHaveLength(1);
    expect((await client.post('/own', browser)).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it.each([
    ['an Error', new Error('no template'), 'Error: no template\n'],
    ['anything else', 'no template', 'no template\n'],
  ])('shows the plain page when its own fails by %s, and logs that', async (_kind, thrown, logged) => {
    const failing = errorPages({
      page: () => {
        throw thrown;
      },
    });
    const log: string[] = [];
    const app = failing(view(() => Promise.reject(notFound())));
    const plain = createClient(
      (environ, startResponse) => {
        environ['tsgi.errors'] = { write: (text) => void log.push(text), flush: () => undefined };
        return app(environ, startResponse);
      },
      { throwErrors: false },
    );
    const response = await plain.get('/', browser);
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('404 Not Found')]);
    expect(log.join('')).toContain(`The page for a 404 failed: ${logged}`);
  });
});
