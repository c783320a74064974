/** `compress`: responses in fewer bytes, for clients that can read them. */
import { acceptedEncoding } from '@tsgi/http';
import {
  addListItem,
  type BegunResponse,
  type Environ,
  forwardRoutes,
  getHeader,
  isArrayBody,
  type Middleware,
  mayHaveBody,
  onCommit,
  removeHeader,
  setHeader,
  wrapBody,
} from '@tsgi/protocol';
import compressible from 'compressible';
import { type Coding, codings, compressNow, compressStream } from './coding.ts';

/** Options of {@link compress}. */
export interface CompressOptions {
  /**
   * Which codings may be used, the preferred one first among those that a client likes as well.
   * @default ['br', 'zstd', 'gzip', 'deflate'], `zstd` where Node has it
   */
  readonly codings?: readonly Coding[];
  /**
   * Bodies of less than so many bytes stay as they are: they would not become smaller.
   * @default 1024
   */
  readonly threshold?: number;
  /**
   * Which content types are compressed.
   * @default what `mime-db` says is compressible: text, JSON, XML, SVG and the like
   */
  readonly filter?: (contentType: string) => boolean;
}

/**
 * Compresses what a client accepts compressed. Streams stay streams; each chunk is flushed when the application gives it
 * (server-sent events arrive as they happen). Left alone are bodies that are short, encoded already, a part of
 * something (206), or marked `no-transform`; of a type that does not compress; and those without a body. `Vary` says
 * that the answer depends on the request, and an entity tag becomes weak: other bytes, the same meaning.
 *
 * @throws RangeError for a coding that this Node does not have
 */
export function compress(options: CompressOptions = {}): Middleware {
  const { threshold = 1024, filter = isCompressible } = options;
  const offered = codings(options.codings);
  return (app) =>
    forwardRoutes(app, (environ, startResponse) =>
      onCommit(app, environ, startResponse, (response) => {
        if (response.status.startsWith('304')) return notModified(response);
        return isCandidate(response, threshold, filter) ? compressed(response, environ, offered, threshold) : response;
      }),
    );
}

/** RFC 9110 §15.4.5: a 304 says what the 200 would say that it stands for, which may have been compressed. */
function notModified({ status, headers, body }: BegunResponse): BegunResponse {
  return { status, headers: weakened(addListItem(headers, 'Vary', 'Accept-Encoding')), body };
}

function isCompressible(contentType: string): boolean {
  return compressible(contentType) === true;
}

function isCandidate(
  { status, headers, body }: BegunResponse,
  threshold: number,
  filter: (type: string) => boolean,
): boolean {
  if (!mayHaveBody(status) || status.startsWith('206') || status.startsWith('205')) return false;
  if (getHeader(headers, 'Content-Encoding') !== undefined || getHeader(headers, 'Content-Range') !== undefined)
    return false;
  if (/\bno-transform\b/i.test(getHeader(headers, 'Cache-Control') ?? '')) return false;
  const type = getHeader(headers, 'Content-Type');
  if (type === undefined || !filter(type)) return false;
  const length = Number(getHeader(headers, 'Content-Length') ?? (isArrayBody(body) ? sizeOf(body) : Number.NaN));
  return !(length < threshold);
}

function compressed(
  response: BegunResponse,
  environ: Environ,
  offered: readonly Coding[],
  threshold: number,
): BegunResponse | Promise<BegunResponse> {
  const varying: BegunResponse = { ...response, headers: addListItem(response.headers, 'Vary', 'Accept-Encoding') };
  const coding = acceptedEncoding(environ.HTTP_ACCEPT_ENCODING, [...offered, 'identity']);
  if (coding === undefined || coding === 'identity') return varying;
  const { status, body } = varying;
  const headers = weakened(setHeader(removeHeader(varying.headers, 'Content-Length'), 'Content-Encoding', coding));
  // The answer to HEAD has the headers of GET's, and no bytes to compress.
  if (environ.REQUEST_METHOD === 'HEAD') return { status, headers, body };
  if (isArrayBody(body) && sizeOf(body) <= smallEnough && sizeOf(body) >= threshold) {
    return { status, headers, body: [compressNow(coding, Buffer.concat(body))] };
  }
  return { status, headers, body: wrapBody(body, { pipe: (chunks) => compressStream(coding, chunks) }) };
}

/** What is compressed at once, in the request's own turn; more than that goes to another thread, bit by bit. */
const smallEnough = 16_384;

function sizeOf(body: readonly Uint8Array[]): number {
  return body.reduce((sum, chunk) => sum + chunk.length, 0);
}

/** RFC 9110 §8.8.1: a strong tag promises the same bytes. */
function weakened(headers: BegunResponse['headers']): BegunResponse['headers'] {
  const tag = getHeader(headers, 'ETag');
  return tag === undefined || tag.startsWith('W/') ? headers : setHeader(headers, 'ETag', `W/${tag}`);
}
