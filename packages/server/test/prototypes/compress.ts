/** A streaming gzip in one file: it changes bytes, holds some back, and must free its stream however it ends. */
import { constants, createGzip, type Gzip } from 'node:zlib';
import {
  addListItem,
  getHeader,
  type Middleware,
  mayHaveBody,
  onCommit,
  removeHeader,
  setHeader,
  wrapBody,
} from '@tsgi/protocol';

export const compress: Middleware = (app) => (environ, startResponse) =>
  onCommit(app, environ, startResponse, (response) => {
    const { status, headers, body } = response;
    if (!mayHaveBody(status) || getHeader(headers, 'Content-Encoding') !== undefined) return response;
    const varying = addListItem(headers, 'Vary', 'Accept-Encoding');
    if (!/\bgzip\b/.test(environ.HTTP_ACCEPT_ENCODING ?? '')) return { status, headers: varying, body };
    const gzip = createGzip();
    return {
      status,
      headers: setHeader(removeHeader(varying, 'Content-Length'), 'Content-Encoding', 'gzip'),
      body: wrapBody(body, { pipe: (chunks) => zipped(gzip, chunks), close: () => void gzip.destroy() }),
    };
  });

/** Each chunk is flushed, so that an event reaches the client when it happens. */
async function* zipped(gzip: Gzip, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    await new Promise<void>((resolve, reject) => {
      gzip.write(chunk, (error) => (error ? reject(error) : undefined));
      gzip.flush(constants.Z_SYNC_FLUSH, resolve);
    });
    yield* taken(gzip);
  }
  gzip.end();
  for await (const out of gzip) yield out as Buffer;
}

function* taken(gzip: Gzip): Generator<Uint8Array> {
  for (let out: unknown = gzip.read(); out instanceof Uint8Array; out = gzip.read()) yield out;
}
