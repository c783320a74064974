/** `tsgi.file_wrapper` without a server: a file body that anybody can iterate. */
import { read } from 'node:fs';
import { promisify } from 'node:util';
import { type FileBody, type FileLike, type FileWrapper, fileOf } from '@tsgi/protocol';

/** Makes a body of a file, chunk by chunk as it is pulled. */
export const wrapFile: FileWrapper = (file: FileLike, blockSize: number = 65_536): FileBody => {
  const body: FileBody = {
    [fileOf]: file,
    [Symbol.asyncIterator]: () => readChunks(file, blockSize),
    close: () => file.close?.(),
  };
  return body;
};

async function* readChunks(file: FileLike, blockSize: number): AsyncGenerator<Uint8Array> {
  const next = 'fd' in file ? blockReader(file, blockSize) : () => file.read(blockSize);
  for (let chunk = await next(); chunk.length > 0; chunk = await next()) yield chunk;
}

/** Reads at the descriptor's own position where there is no `start`, and no more than `length` in all. */
function blockReader(
  { fd, start, length = Number.POSITIVE_INFINITY }: Extract<FileLike, { readonly fd: number }>,
  blockSize: number,
): () => Promise<Uint8Array> {
  let at = start;
  let left = length;
  return async () => {
    const size = Math.min(blockSize, left);
    const { bytesRead, buffer } = await readAt(fd, new Uint8Array(size), 0, size, at ?? null);
    if (at !== undefined) at += bytesRead;
    left -= bytesRead;
    return buffer.subarray(0, bytesRead);
  };
}

const readAt = promisify(read);
