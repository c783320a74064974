/** The content codings (RFC 9110 §8.4.1, RFC 7932, RFC 8878) over `node:zlib`. */
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** A content coding. */
export type Coding = 'br' | 'zstd' | 'gzip' | 'deflate';

/**
 * The codings to offer, in order.
 * @throws RangeError for one that this Node does not have
 */
export function codings(wanted: readonly Coding[] | undefined): readonly Coding[] {
  const missing = wanted?.find((coding) => !has(coding));
  if (missing !== undefined) throw new RangeError(`This Node has no content coding '${missing}'`);
  return wanted ?? (['br', 'zstd', 'gzip', 'deflate'] as const).filter(has);
}

/** Compresses bytes that are few. */
export function compressNow(coding: Coding, bytes: Uint8Array): Uint8Array {
  switch (coding) {
    case 'br':
      return zlib.brotliCompressSync(bytes, {
        params: { ...brotli, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      });
    case 'gzip':
      return zlib.gzipSync(bytes);
    case 'deflate':
      return zlib.deflateSync(bytes);
    case 'zstd':
      return zstd()?.zstdCompressSync(bytes) ?? bytes;
  }
}

/** Compresses chunks as they come, and gives out what there is after each one. */
export async function* compressStream(
  coding: Coding,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { stream, flush } = compressor(coding);
  // What fails on the way in comes out where the stream is read.
  const fed = feed(stream, flush, chunks).catch((error: unknown) => stream.destroy(asError(error)));
  try {
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
    await fed;
  } finally {
    stream.destroy();
  }
}

/** The next chunk is asked for when the last one has been compressed, and what it became has been read. */
async function feed(stream: Compressor, flush: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    stream.write(chunk);
    await new Promise<void>((resolve) => stream.flush(flush, resolve));
  }
  stream.end();
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('The body failed', { cause: error });
}

type Compressor = Transform & { flush(kind: number, callback: () => void): void };

function compressor(coding: Coding): { readonly stream: Compressor; readonly flush: number } {
  const { BROTLI_OPERATION_FLUSH, Z_SYNC_FLUSH } = zlib.constants;
  switch (coding) {
    case 'br':
      return { stream: zlib.createBrotliCompress({ params: brotli }), flush: BROTLI_OPERATION_FLUSH };
    case 'gzip':
      return { stream: zlib.createGzip(), flush: Z_SYNC_FLUSH };
    case 'deflate':
      return { stream: zlib.createDeflate(), flush: Z_SYNC_FLUSH };
    case 'zstd': {
      const found = zstd();
      if (found === undefined) throw new RangeError("This Node has no content coding 'zstd'");
      return { stream: found.createZstdCompress(), flush: found.constants.ZSTD_e_flush };
    }
  }
}

/** What is made for each request anew: the default quality, 11, is for files that are compressed once. */
const brotli = { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 };

function has(coding: Coding): boolean {
  return coding !== 'zstd' || zstd() !== undefined;
}

/** What newer versions of Node have in `node:zlib`. */
interface Zstd {
  zstdCompressSync(bytes: Uint8Array): Uint8Array;
  createZstdCompress(): Compressor;
  readonly constants: { readonly ZSTD_e_flush: number };
}

function zstd(): Zstd | undefined {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the types are those of Node 20
  return 'zstdCompressSync' in zlib ? (zlib as unknown as Zstd) : undefined;
}
