import { read } from 'node:fs';

/**
 * Reads up to `size` bytes of an open descriptor into a chunk of their own; an empty chunk is the end.
 * @param position where to read; where the descriptor stands when it is `null`
 */
export function readFileAt(fd: number, position: number | null, size: number): Promise<Uint8Array> {
  const chunk = Buffer.allocUnsafeSlow(size);
  return new Promise((resolve, reject) => {
    read(fd, chunk, 0, size, position, (error, length) => {
      if (error === null) resolve(chunk.subarray(0, length));
      else reject(error);
    });
  });
}
