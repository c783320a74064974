/** The body that `tsgi.file_wrapper` makes. */
import { type FileBody, type FileLike, fileOf } from '@tsgi/protocol';
import { readFileAt } from './read-file-at.ts';

/** A file as a body. The server knows it again, however often it was wrapped, by its {@link ServerFile}. */
export function fileBody(file: FileLike, blockSize: number = BLOCK): FileBody {
  return {
    [fileOf]: new ServerFile(file, blockSize),
    [Symbol.asyncIterator]: () => chunksOf(file, blockSize),
    close: () => file.close?.(),
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

async function* chunksOf(file: FileLike, blockSize: number): AsyncGenerator<Uint8Array, undefined> {
  let position = 'fd' in file ? (file.start ?? null) : null;
  let left = 'fd' in file ? (file.length ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  while (left > 0) {
    const size = Math.min(blockSize, left);
    const chunk = 'fd' in file ? await readFileAt(file.fd, position, size) : await file.read(size);
    if (chunk.length === 0) return undefined;
    if (position !== null) position += chunk.length;
    left -= chunk.length;
    yield chunk;
  }
  return undefined;
}

/** How many bytes to read at a time when nobody says. */
const BLOCK = 65_536;
