/**
 * The body of a request, read once. What was read is kept on the `tsgi.input` object, so that a middleware and the view
 * share it, also across copies of the environ. Who wants it in a way that the first reading excludes is told so.
 */
import type { Environ, InputStream } from '@tsgi/protocol';
import { BodyError } from './body-error.ts';
import type { BodyLimits } from './body-limits.ts';
import { assertCharset, decodeText } from './decode-text.ts';
import { Form } from './form.ts';
import type { FormPart } from './form-part.ts';
import { formParts } from './form-parts.ts';
import { type MediaType, parseMediaType } from './media-type.ts';
import { parseJson } from './parse-json.ts';
import { parseUrlencoded } from './parse-urlencoded.ts';
import { readForm } from './read-form.ts';
import { UsageError } from './usage-error.ts';

/** Where an input carries what was read of it: `Symbol.for('tsgi.body')`. Whatever wraps an input passes it on. */
export const bodyOf: unique symbol = Symbol.for('tsgi.body');

/** What has become of the bytes. */
type Reading =
  | { readonly kind: 'none' }
  /** All of them are in memory; everything can be made of them. */
  | { readonly kind: 'bytes'; readonly bytes: Promise<Uint8Array> }
  /** They went by, to whoever took them. */
  | { readonly kind: 'gone'; readonly by: string };

/** The body of a request: one object for every environ that has the same `tsgi.input`. */
export function requestBody(environ: Environ): RequestBody {
  const input: InputStream & { [bodyOf]?: RequestBody } = environ['tsgi.input'];
  const present = input[bodyOf];
  return present ?? (input[bodyOf] = new RequestBody(environ));
}

/** What is read of one body. The limits of the first reader count for all. */
export class RequestBody {
  readonly #environ: Environ;
  #reading: Reading = { kind: 'none' };
  #json: Promise<unknown> | undefined;
  #form: Promise<Form> | undefined;

  constructor(environ: Environ) {
    this.#environ = environ;
  }

  async bytes({ memory }: BodyLimits): Promise<Uint8Array> {
    if (this.#reading.kind === 'gone') throw used('bytes()', this.#reading.by);
    if (this.#reading.kind === 'none') this.#reading = { kind: 'bytes', bytes: readAll(this.#environ, memory) };
    return this.#reading.bytes;
  }

  async text(limits: BodyLimits): Promise<string> {
    assertNotEncoded(this.#environ);
    assertCharset(contentType(this.#environ));
    return decodeText(await this.bytes(limits));
  }

  json(limits: BodyLimits): Promise<unknown> {
    return (this.#json ??= this.#parseJson(limits));
  }

  form(limits: BodyLimits): Promise<Form> {
    return (this.#form ??= this.#parseForm(limits));
  }

  parts(limits: BodyLimits): AsyncGenerator<FormPart, void> {
    assertNotEncoded(this.#environ);
    const type = contentType(this.#environ);
    if (type?.essence !== 'multipart/form-data') throw unsupported('multipart/form-data');
    const boundary = boundaryOf(type);
    assertLength(this.#environ, limits.total);
    return formParts(this.#take('parts()'), boundary, limits);
  }

  stream({ total }: BodyLimits): AsyncIterable<Uint8Array> {
    assertLength(this.#environ, total);
    return limited(this.#take('stream()'), total);
  }

  async #parseJson(limits: BodyLimits): Promise<unknown> {
    const essence = contentType(this.#environ)?.essence ?? '';
    if (!/^application\/(?:json|[^/]+\+json)$/.test(essence)) throw unsupported('application/json');
    return parseJson(await this.text(limits), limits.jsonDepth);
  }

  async #parseForm(limits: BodyLimits): Promise<Form> {
    const type = contentType(this.#environ);
    switch (type?.essence ?? '') {
      case 'application/x-www-form-urlencoded':
        return parseUrlencoded(await this.text(limits), limits);
      case 'multipart/form-data':
        return readForm(this.parts(limits), this.#environ, limits);
      default:
        if (this.#environ.CONTENT_TYPE === undefined && (await this.bytes(limits)).length === 0) return new Form([]);
        throw unsupported('application/x-www-form-urlencoded or multipart/form-data');
    }
  }

  /** The bytes for somebody who lets them go by. */
  #take(by: string): AsyncIterable<Uint8Array> {
    const reading = this.#reading;
    if (reading.kind === 'gone') throw used(by, reading.by);
    if (reading.kind === 'bytes') throw used(by, 'bytes(), text(), json() or form()');
    this.#reading = { kind: 'gone', by };
    return this.#environ['tsgi.input'];
  }
}

async function* limited(input: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array, void> {
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    yield chunk;
  }
}

async function readAll(environ: Environ, limit: number): Promise<Uint8Array> {
  assertLength(environ, limit);
  const bytes = await environ['tsgi.input'].read(limit + 1);
  if (bytes.length > limit) throw tooLarge(limit);
  if (bytes.length < Number(environ.CONTENT_LENGTH ?? 0)) throw used('this', "somebody who reads 'tsgi.input' itself");
  return bytes;
}

/** Before anything is read: a client that waits for `100 Continue` need not send it. */
function assertLength(environ: Environ, limit: number): void {
  if (Number(environ.CONTENT_LENGTH ?? 0) > limit) throw tooLarge(limit);
}

/** A compressed body could be a thousand times larger than its limit. */
function assertNotEncoded(environ: Environ): void {
  const encoding = environ.HTTP_CONTENT_ENCODING?.toLowerCase();
  if (encoding === undefined || encoding === 'identity') return;
  throw new BodyError('content-encoding-unsupported', 'The body must not be compressed');
}

function contentType({ CONTENT_TYPE }: Environ): MediaType | undefined {
  return CONTENT_TYPE === undefined ? undefined : parseMediaType(CONTENT_TYPE);
}

function boundaryOf(type: MediaType): string {
  const boundary = type.parameters.get('boundary');
  if (boundary === undefined || !BOUNDARY.test(boundary)) {
    throw new BodyError(
      'multipart-boundary',
      'The content type of a multipart body needs a boundary (RFC 2046 §5.1.1)',
    );
  }
  return boundary;
}

const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

function unsupported(wanted: string): BodyError {
  return new BodyError('content-type-unsupported', `The body must be of the type ${wanted}`);
}

function tooLarge(limit: number): BodyError {
  return new BodyError('body-too-large', `The body takes more than ${limit} bytes`);
}

function used(wanted: string, by: string): UsageError {
  return new UsageError('body-used', `The body cannot be read by ${wanted}: it was read by ${by} already`);
}
