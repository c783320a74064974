/** Several ranges of one file in one response: `multipart/byteranges` (RFC 9110 §14.6). */
import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { type ByteRange, formatContentRange } from './byte-ranges.ts';

/** What a response of several ranges consists of. */
export interface ByterangesContent {
  /** Its content type, with the boundary. */
  readonly type: string;
  /** Its length in bytes. */
  readonly length: number;
  /** Reads it. */
  readonly chunks: () => AsyncGenerator<Uint8Array>;
}

/**
 * Several ranges of a file of `size` bytes and the content type `type`. The file stays the caller's to close.
 */
export function byteranges(
  file: FileHandle,
  ranges: readonly ByteRange[],
  { size, type }: { readonly size: number; readonly type: string },
): ByterangesContent {
  const boundary = randomBytes(18).toString('base64url');
  const heads = ranges.map((range, index) => ({
    range,
    head: Buffer.from(
      `${index === 0 ? '' : '\r\n'}--${boundary}\r\n` +
        `Content-Type: ${type}\r\nContent-Range: ${formatContentRange(range, size)}\r\n\r\n`,
    ),
  }));
  const end = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    type: `multipart/byteranges; boundary=${boundary}`,
    length: heads.reduce((sum, { head, range }) => sum + head.length + range.length, end.length),
    chunks: async function* () {
      for (const { head, range } of heads) {
        yield head;
        yield* readRange(file, range);
      }
      yield end;
    },
  };
}

const BLOCK_SIZE = 65_536;

/** Ends early where the file does: the server notices that the content is too short. */
async function* readRange(file: FileHandle, { start, length }: ByteRange): AsyncGenerator<Uint8Array> {
  const end = start + length;
  for (let at = start; at < end; ) {
    // A fresh block each time: a chunk given is never changed again.
    const block = Buffer.allocUnsafe(Math.min(BLOCK_SIZE, end - at));
    const { bytesRead } = await file.read(block, 0, block.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield block.subarray(0, bytesRead);
  }
}
