/**
 * Files as responses: conditional and range requests (RFC 9110 §13, §14), and the server's own way of sending a file.
 *
 * The file is opened when the response is sent, once, and everything is read from that descriptor: no other file can
 * take its place in between. Here it is closed where no content is sent; else the response's body owns it.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Environ, isArrayBody } from '@tsgi/protocol';
import { lookup } from 'mrmime';
import { type ByteRange, formatContentRange, parseRange, satisfyRanges } from './byte-ranges.ts';
import { byteranges } from './byteranges-body.ts';
import { type Clock, systemClock } from './clock.ts';
import { notModified } from './conditional.ts';
import { addValidators, evaluateConditions, parseConditions, rangeStillFits, type Validators } from './conditions.ts';
import { formatContentDisposition } from './content-disposition.ts';
import { errorResponse } from './error-response.ts';
import { HttpError, notFound, preconditionFailed } from './http-error.ts';
import { HttpResponse, type ResponseOptions } from './http-response.ts';

/** How a file is sent. */
export interface FileOptions extends ResponseOptions {
  /**
   * The content type.
   * @default by the extension of the name; `application/octet-stream` for an unknown one
   */
  readonly type?: string;
  /**
   * The name that the client sees when it saves the file.
   * @default the last part of the path
   */
  readonly name?: string;
  /**
   * Whether the client shows the file or saves it.
   * @default 'inline', without a `Content-Disposition` unless there is a `name`
   */
  readonly disposition?: 'inline' | 'attachment';
  /**
   * The time that the age of a file is measured by.
   * @default the machine's
   */
  readonly clock?: Clock;
}

/**
 * A response of a file. It is opened when the response is sent; what is no file, or not there, is a 404 then.
 *
 * ETag (strong, of the time of the last change and the size; weak while the file is younger than a second, since it may
 * change again without its time doing so), `Last-Modified`, 304 and 412, single and multiple ranges (at most 16, joined
 * where they touch) with `If-Range`.
 *
 * @param source a path of the application's own, or a file that is open already, which the response closes. Never a path
 *   that a client gave: that is `@tsgi/static`.
 */
export function file(source: string | FileHandle, options: FileOptions = {}): HttpResponse {
  return new HttpResponse([], options).finishWith((response, environ) => sendFile(source, response, environ, options));
}

/** A response of a file that the client is to save: {@link file} as an attachment. */
export function download(path: string, options: FileOptions = {}): HttpResponse {
  return file(path, { ...options, disposition: 'attachment' });
}

async function sendFile(
  source: string | FileHandle,
  response: HttpResponse,
  environ: Environ,
  options: FileOptions,
): Promise<HttpResponse> {
  const clock = options.clock ?? systemClock;
  const opened = await (typeof source === 'string' ? openFile(source, clock) : checkFile(source, clock));
  if (opened === undefined) return errorResponse(notFound(), environ);
  const { handle } = opened;
  try {
    describeContent(response, opened, options.name ?? (typeof source === 'string' ? basename(source) : ''), options);
    const part = choosePart(response, environ, opened);
    const answer = answerWith(part, response, environ, opened);
    if (isArrayBody(answer.body)) await handle.close();
    return answer;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A file that is open, and what a client may compare it with. */
interface OpenFile {
  readonly handle: FileHandle;
  readonly size: number;
  readonly validators: Validators;
  /** Whether its date is a strong validator: more than a second old (RFC 9110 §8.8.2.2). */
  readonly isSettled: boolean;
}

/** Opens what is a file; `undefined` for anything else. */
async function openFile(path: string, clock: Clock): Promise<OpenFile | undefined> {
  // Without NONBLOCK, opening a pipe would wait for somebody to write to it.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(missing);
  return handle === undefined ? undefined : checkFile(handle, clock);
}

/** What is open, if it is a file; else it is closed. */
async function checkFile(handle: FileHandle, clock: Clock): Promise<OpenFile | undefined> {
  let opened: OpenFile | undefined;
  try {
    const stats = await handle.stat({ bigint: true });
    if (stats.isFile()) {
      const validators = fileValidators(stats, clock.now());
      opened = { handle, size: Number(stats.size), validators, isSettled: !validators.etag.weak };
    }
    return opened;
  } finally {
    if (opened === undefined) await handle.close();
  }
}

/**
 * What a client may compare a file with: the time of its last change, and a tag of that and its size. The tag is weak
 * while the file is younger than a second: it may change again without its time doing so (RFC 9110 §8.8.2.2).
 * @param now milliseconds since 1970
 */
export function fileValidators(
  { mtimeMs, mtimeNs, size }: { readonly mtimeMs: bigint; readonly mtimeNs: bigint; readonly size: bigint },
  now: number,
): Required<Validators> {
  const lastModified = Number(mtimeMs);
  const opaque = `${mtimeNs.toString(36)}-${size.toString(36)}`;
  return { lastModified, etag: { opaque, weak: lastModified + 1000 >= now } };
}

/** ENOTDIR: a file stands where the path has a directory. ENXIO: a socket. */
function missing(error: unknown): undefined {
  const isMissing = error instanceof Error && 'code' in error && /^(?:ENOENT|ENOTDIR|ENXIO)$/.test(String(error.code));
  if (!isMissing) throw error;
}

function describeContent(response: HttpResponse, opened: OpenFile, name: string, options: FileOptions): void {
  const { headers } = response;
  if (!headers.has('Content-Type')) headers.set('Content-Type', options.type ?? contentTypeOf(name));
  if (options.disposition !== undefined || options.name !== undefined) {
    headers.set('Content-Disposition', formatContentDisposition(options.disposition ?? 'inline', name));
  }
  headers.set('Accept-Ranges', 'bytes');
  // What a user has uploaded stays what its type says.
  headers.set('X-Content-Type-Options', 'nosniff');
  addValidators(response, opened.validators);
}

/** The content type of a file by its name, in UTF-8 where it is text; `application/octet-stream` for an unknown one. */
export function contentTypeOf(name: string): string {
  const type = lookup(name) ?? 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}

/** What of the file the request is to get. */
type Part =
  | { readonly kind: 'whole' }
  | { readonly kind: 'ranges'; readonly ranges: readonly [ByteRange, ...ByteRange[]] }
  | { readonly kind: 'not-modified' | 'failed' | 'unsatisfiable' };

function choosePart(response: HttpResponse, environ: Environ, opened: OpenFile): Part {
  const method = environ.REQUEST_METHOD;
  if (response.status !== 200 || (method !== 'GET' && method !== 'HEAD')) return { kind: 'whole' };
  const conditions = parseConditions(environ);
  const decision = evaluateConditions(conditions, method, opened.validators);
  if (decision !== 'proceed') return { kind: decision };
  const specs = method === 'GET' ? parseRange(environ.HTTP_RANGE) : undefined;
  if (specs === undefined || !rangeStillFits(conditions, opened.validators, opened.isSettled)) return { kind: 'whole' };
  const [first, ...others] = satisfyRanges(specs, opened.size);
  return first === undefined ? { kind: 'unsatisfiable' } : { kind: 'ranges', ranges: [first, ...others] };
}

function answerWith(part: Part, response: HttpResponse, environ: Environ, opened: OpenFile): HttpResponse {
  const { handle, size } = opened;
  switch (part.kind) {
    case 'not-modified':
      return notModified(response);
    case 'failed':
      return errorResponse(preconditionFailed(), environ);
    case 'unsatisfiable':
      return errorResponse(new HttpError(416, { headers: [['Content-Range', `bytes */${size}`]] }), environ);
    case 'whole':
      return withContent(response, { start: 0, length: size }, environ, handle);
    case 'ranges': {
      response.status = 206;
      const [range, ...others] = part.ranges;
      if (others.length === 0) {
        response.headers.set('Content-Range', formatContentRange(range, size));
        return withContent(response, range, environ, handle);
      }
      const type = response.headers.get('Content-Type') ?? 'application/octet-stream';
      const content = byteranges(handle, part.ranges, { size, type });
      response.headers.set('Content-Type', content.type).set('Content-Length', String(content.length));
      response.body = { [Symbol.asyncIterator]: content.chunks, close: () => handle.close() };
      return response;
    }
  }
}

function withContent(
  response: HttpResponse,
  { start, length }: ByteRange,
  environ: Environ,
  handle: FileHandle,
): HttpResponse {
  response.headers.set('Content-Length', String(length));
  if (environ.REQUEST_METHOD !== 'HEAD' && length > 0) {
    response.body = environ['tsgi.file_wrapper']({ fd: handle.fd, start, length, close: () => handle.close() });
  }
  return response;
}
