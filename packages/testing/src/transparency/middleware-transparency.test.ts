import {
  type Application,
  beginResponse,
  discardBody,
  isPromiseLike,
  onCommit,
  type ResponseBody,
  setHeader,
  wrapBody,
} from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { middlewareTransparency, type TransparencyOptions, type WrapApplication } from './middleware-transparency.ts';

const PLAIN: WrapApplication = (app) => (environ, startResponse) =>
  onCommit(app, environ, startResponse, (response) => ({
    ...response,
    headers: setHeader(response.headers, 'X-Seen', 'yes'),
  }));

/** The names of the tests that a middleware fails. */
async function failuresOf(wrap: WrapApplication, options?: TransparencyOptions): Promise<readonly string[]> {
  const tests: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  middlewareTransparency((name, run) => tests.push({ name, run }), wrap, options);
  const failed: string[] = [];
  for (const { name, run } of tests) await run().catch(() => failed.push(name));
  return failed;
}

/** A middleware that does something else with the body. */
const withBody =
  (change: (body: ResponseBody) => ResponseBody): WrapApplication =>
  (app) =>
  (environ, startResponse) =>
    onCommit(app, environ, startResponse, (response) => ({ ...response, body: change(response.body) }));

const MUTANTS: readonly (readonly [what: string, failed: string, wrap: WrapApplication])[] = [
  ['waits', 'does not wait for an array', (app) => async (environ, startResponse) => app(environ, startResponse)],
  [
    'drops the close',
    'closes an array once for a client that leaves',
    (app) => (environ, startResponse) => {
      const body = app(environ, startResponse);
      return isPromiseLike(body) ? body : { [Symbol.iterator]: () => [...(body as Iterable<Uint8Array>)].values() };
    },
  ],
  [
    'changes a body',
    'passes on an asynchronous iterable',
    withBody((body) => wrapBody(body, { transform: () => Buffer.from('x') })),
  ],
  ['answers errors as if they were none', 'has an application that throws answered with a 500', swallowing],
  [
    'has another status',
    'passes on 404',
    (app) => (environ, startResponse) =>
      onCommit(app, environ, startResponse, (response) => ({ ...response, status: '200 OK' })),
  ],
  [
    'refuses upgrades',
    'passes on an upgrade that is answered 101 Switching Protocols',
    (app) => (environ, startResponse) => {
      if (environ['tsgi.exchange'].upgrade === undefined) return app(environ, startResponse);
      startResponse('400 Bad Request', []);
      return [];
    },
  ],
];

function swallowing(app: Application): Application {
  return async (environ, startResponse) => {
    try {
      const { status, headers, body } = await beginResponse(app, environ);
      startResponse(status, headers);
      return body;
    } catch {
      startResponse('200 OK', []);
      return [];
    }
  };
}

describe('middlewareTransparency', () => {
  it('finds nothing in a middleware that adds a header', async () => {
    expect(await failuresOf(PLAIN)).toEqual([]);
  });

  it.each(MUTANTS)('catches a middleware that %s', async (_, failed, wrap) => {
    expect(await failuresOf(wrap)).toContain(failed);
  });

  it('lets one wait that has to', async () => {
    expect(await failuresOf((app) => async (environ, start) => PLAIN(app)(environ, start), { waits: true })).toEqual(
      [],
    );
  });

  it('catches a middleware that closes what it passes on', async () => {
    const closing: WrapApplication = (app) => (environ, startResponse) =>
      onCommit(app, environ, startResponse, (response) => {
        discardBody(response.body, environ['tsgi.errors']);
        return { ...response, body: [] };
      });
    expect(await failuresOf(closing)).toContain('passes on an array');
  });
});
