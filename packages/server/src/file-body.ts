/** The body that `tsgi.file_wrapper` makes. */
import { type FileBody, type FileLike, fileOf } from '@tsgi/protocol';
import { BLOCK } from './file-blocks.ts';
import { FileChunks } from './file-chunks.ts';

/**
 * A file as a body. The server knows it again, however often it was wrapped, by its {@link ServerFile}.
 * @throws RangeError for blocks of nothing
 */
export function fileBody(file: FileLike, blockSize: number = BLOCK): FileBody {
  if (!Number.isSafeInteger(blockSize) || blockSize < 1) {
    throw new RangeError(`A block is a whole number of bytes from 1, not ${blockSize}`);
  }
  const known = new ServerFile(file, blockSize);
  if (!('fd' in file)) {
    const close = (): void | Promise<void> => file.close?.();
    return { [fileOf]: known, [Symbol.asyncIterator]: () => chunksOf(file, blockSize), close };
  }
  const chunks = new FileChunks(file, blockSize);
  return {
    [fileOf]: known,
    [Symbol.asyncIterator]: () => chunks,
    close: () => (chunks.isReading ? chunks.settled().then(() => file.close?.()) : file.close?.()),
  };
}

/** What a {@link fileBody} was made of. */
class ServerFile {
  readonly file: FileLike;
  readonly blockSize: number;

  constructor(file: FileLike, blockSize: number) {
    this.file = file;
    this.blockSize = blockSize;
  }
}

async function* chunksOf(
  file: Exclude<FileLike, { readonly fd: number }>,
  blockSize: number,
): AsyncGenerator<Uint8Array, undefined> {
  for (;;) {
    const chunk = await file.read(blockSize);
    if (chunk.length === 0) return undefined;
    yield chunk;
  }
}
