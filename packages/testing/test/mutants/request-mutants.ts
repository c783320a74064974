/** Servers that are wrong about a request. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Application } from '@tsgi/protocol';
import { InputFault } from '../../src/memory-input.ts';
import { startReferenceServer } from '../reference-server/start-reference-server.ts';
import { layered, type Mutant, misreporting, quirky, withInput } from './mutant.ts';

const EMPTY = new Uint8Array();

export const requestMutants: readonly Mutant[] = [
  layered('calls twice', ['call-repeated'], (app) => (environ, startResponse) => {
    void (async () => app({ ...environ }, () => () => Promise.resolve()))().catch(() => undefined);
    return app(environ, startResponse);
  }),
  quirky('takes any head', ['call-repeated', 'environ-target-refused']),
  layered('shows the error', ['call-failure-unanswered'], (app) => async (environ, startResponse) => {
    try {
      return await app(environ, startResponse);
    } catch (error) {
      startResponse('500 Internal Server Error', [], { error });
      return [Buffer.from(String(error))];
    }
  }),
  {
    what: 'logs nothing',
    rules: ['call-failure-unlogged', 'errors-throw', 'close-failure-sent', 'finish-throws'],
    start: (app) => startReferenceServer(app, { write: () => undefined, flush: () => undefined }),
  },
  layered('shares the async context', ['call-context-shared'], (app) => {
    let inLast = AsyncLocalStorage.snapshot();
    return (environ, startResponse) =>
      inLast(() => {
        const returned = app(environ, startResponse);
        inLast = AsyncLocalStorage.snapshot();
        return returned;
      });
  }),
  misreporting('decodes the path', ['environ-path-not-canonical'], ({ PATH_INFO }) => ({
    PATH_INFO: PATH_INFO.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
  })),
  misreporting('gives the path as it came', ['environ-path-not-canonical'], ({ REQUEST_URI }) => ({
    PATH_INFO: REQUEST_URI.replace(/\?.*/, ''),
  })),
  misreporting('encodes what needs none', ['environ-path-not-canonical'], ({ PATH_INFO }) => ({
    PATH_INFO: PATH_INFO.replaceAll(/[^A-Za-z0-9/%]/g, (odd) => `%${odd.charCodeAt(0).toString(16).toUpperCase()}`),
  })),
  misreporting('joins slashes', ['environ-path-not-canonical'], ({ PATH_INFO }) => ({
    PATH_INFO: PATH_INFO.replaceAll(/\/+/g, '/'),
  })),
  quirky('takes any target', ['environ-target-refused']),
  misreporting('decodes the query', ['environ-query-string-invalid'], ({ QUERY_STRING }) => ({
    QUERY_STRING: QUERY_STRING.replaceAll('%61', 'a'),
  })),
  misreporting('writes the query anew', ['environ-query-string-invalid'], ({ QUERY_STRING }) => ({
    QUERY_STRING: new URLSearchParams(QUERY_STRING).toString(),
  })),
  misreporting('keeps the question mark', ['environ-query-string-invalid'], ({ REQUEST_URI }) => ({
    QUERY_STRING: REQUEST_URI.replace(/^[^?]*/, ''),
  })),
  misreporting('gives another target', ['environ-request-uri-invalid'], ({ PATH_INFO }) => ({
    REQUEST_URI: PATH_INFO,
  })),
  misreporting('gives * a path', ['environ-path-info-invalid'], ({ PATH_INFO }) => ({ PATH_INFO: PATH_INFO || '/' })),
  misreporting('changes the method', ['environ-method-invalid'], ({ REQUEST_METHOD }) => ({
    REQUEST_METHOD: REQUEST_METHOD.toUpperCase(),
  })),
  misreporting('knows the usual methods', ['environ-method-invalid'], ({ REQUEST_METHOD }) => ({
    REQUEST_METHOD: /^(?:GET|HEAD|POST|OPTIONS)$/.test(REQUEST_METHOD) ? REQUEST_METHOD : 'GET',
  })),
  misreporting('ignores Host', ['environ-server-name-invalid'], () => ({ SERVER_NAME: 'localhost' })),
  misreporting('hides the client', ['environ-remote-invalid'], () => ({ REMOTE_ADDR: '' })),
  misreporting('knows one version', ['environ-protocol-invalid'], () => ({ SERVER_PROTOCOL: 'HTTP/1.1' })),
  misreporting('invents a length', ['environ-content-length-invalid'], ({ CONTENT_LENGTH = '0' }) => ({
    CONTENT_LENGTH,
  })),
  misreporting('joins cookies with a comma', ['environ-header-lost'], ({ HTTP_COOKIE }) =>
    HTTP_COOKIE === undefined ? {} : { HTTP_COOKIE: HTTP_COOKIE.replaceAll('; ', ', ') },
  ),
  misreporting('invents a header', ['environ-header-lost'], () => ({ HTTP_X_REAL_IP: '::1' })),
  misreporting('reads headers as UTF-8', ['environ-value-unsafe'], ({ HTTP_X_ONE }) =>
    HTTP_X_ONE === undefined ? {} : { HTTP_X_ONE: Buffer.from(HTTP_X_ONE, 'latin1').toString('utf8') },
  ),
  quirky('takes headers with an underscore', ['environ-header-spoofed']),
  misreporting('passes hop-by-hop headers on', ['environ-header-forbidden', 'lint'], () => ({
    HTTP_CONNECTION: 'keep-alive',
  })),
  layered('uses an environ again', ['environ-reused'], (app) => {
    let first: Parameters<Application>[0] | undefined;
    return (environ, startResponse) => app(Object.assign((first ??= environ), environ), startResponse);
  }),
  withInput('loses a byte', ['input-length-mismatch'], (input) => ({
    read: async (size?: number) => (await input.read(size)).subarray(1),
  })),
  misreporting('hides trailers', ['input-encoded'], (environ) => {
    Object.defineProperty(environ['tsgi.exchange'], 'trailers', { get: () => undefined, set: () => undefined });
    return {};
  }),
  withInput('gives a line end past the end', ['input-result-invalid'], (input) => ({
    read: async (size?: number) => {
      const bytes = await input.read(size);
      return bytes.length === 0 ? Buffer.from('\n') : bytes;
    },
  })),
  withInput('gives what is there', ['input-goes-on'], (input) => ({
    read: (size?: number) => input.read(Math.min(size ?? 1, 1)),
  })),
  withInput('ignores the limit of a line', ['input-line-invalid'], (input) => ({ readLine: () => input.readLine() })),
  withInput('gives no chunk before the last', ['input-invalid'], (input) => ({
    async *[Symbol.asyncIterator]() {
      yield await input.read();
    },
  })),
  withInput('queues reads', ['input-read-concurrently'], (input) => {
    let last: Promise<unknown> = Promise.resolve();
    return {
      read: (size?: number) => {
        const reading = last.then(() => input.read(size));
        last = reading.catch(() => undefined);
        return reading;
      },
    };
  }),
  withInput('just ends', ['input-fault-hidden', 'input-error-invalid'], (input) => ({
    read: (size?: number) => input.read(size).catch(() => EMPTY),
  })),
  withInput('rejects without a status', ['input-error-invalid'], (input) => ({
    read: (size?: number) =>
      input.read(size).catch(() => {
        throw new Error('cannot read');
      }),
  })),
  quirky('takes everything at once', ['input-unbounded']),
  quirky('leaves the rest of a body', ['input-rest']),
  quirky('asks for the body at once', ['input-continue']),
  withInput('reads behind the head', ['input-continue'], (input) => ({
    read: (size?: number) =>
      input.read(size).catch((error: unknown) => {
        if (error instanceof InputFault && error.code === 'body-not-sent') return EMPTY;
        throw error;
      }),
  })),
];
