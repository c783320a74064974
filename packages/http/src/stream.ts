/** Responses whose content is made while it is sent. */
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { ResponseBody } from '@tsgi/protocol';
import { HttpResponse, type ResponseOptions, withType } from './http-response.ts';

/** What makes the content: an async generator, a Node or web stream, anything that iterates. */
export type StreamSource = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/**
 * A response of chunks as they come; strings are encoded in UTF-8. The next one is asked for when the client has taken
 * the last. Nothing is sent before the first chunk, so what fails before it still becomes an error response. The source
 * is closed however the response ends: an iterator by its `return()`, a stream destroyed or cancelled.
 * @param options the content type is `application/octet-stream` unless `headers` say another
 */
export function stream(source: StreamSource, options: ResponseOptions = {}): HttpResponse {
  return new HttpResponse(encodedBody(source), withType('application/octet-stream', options));
}

function encodedBody(source: StreamSource): ResponseBody {
  // A web stream that is being iterated cannot be cancelled from outside; as a Node stream it can.
  const chunks = source instanceof ReadableStream ? Readable.fromWeb(source) : source;
  return {
    [Symbol.asyncIterator]: () => encodeChunks(chunks),
    close: () => {
      if (chunks instanceof Readable) chunks.destroy();
    },
  };
}

async function* encodeChunks(chunks: StreamSource): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
