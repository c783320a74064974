/** The content of an uploaded file while it comes in: in memory as long as it is small, then in a temporary file. */
import type { FileHandle } from 'node:fs/promises';
import type { TemporaryDirectory, TemporaryFile } from './temporary-directory.ts';
import type { FileContent } from './uploaded-file.ts';

/** Bytes that are gathered for one write. */
const WRITE_SIZE = 262_144;

/** Takes chunks until `finish`; `close` it in any case. */
export class FileSpool {
  readonly #directory: TemporaryDirectory;
  readonly #memory: number;
  #waiting: Uint8Array[] = [];
  #waitingSize = 0;
  #file: TemporaryFile | undefined;
  /** How many bytes it has taken. */
  size = 0;

  /** @param memory bytes up to which the content stays in memory */
  constructor(directory: TemporaryDirectory, memory: number) {
    this.#directory = directory;
    this.#memory = memory;
  }

  /** Adds a chunk. Resolves when more may be given. */
  async write(chunk: Uint8Array): Promise<void> {
    this.#waiting.push(chunk);
    this.#waitingSize += chunk.length;
    this.size += chunk.length;
    if (this.#waitingSize >= (this.#file === undefined ? this.#memory + 1 : WRITE_SIZE)) await this.#flush();
  }

  /** Says that the content is complete. */
  async finish(): Promise<FileContent> {
    if (this.#file === undefined) return { kind: 'memory', bytes: Buffer.concat(this.#waiting) };
    await this.#flush();
    return { kind: 'disk', path: this.#file.path };
  }

  /** Closes the file. Its directory removes it. */
  async close(): Promise<void> {
    await this.#file?.handle.close();
  }

  async #flush(): Promise<void> {
    const chunks = this.#waiting;
    this.#waiting = [];
    this.#waitingSize = 0;
    this.#file ??= await this.#directory.createFile();
    if (chunks.length > 0) await writeAll(this.#file.handle, chunks);
  }
}

async function writeAll(handle: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  const wanted = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await handle.writev(chunks);
  // The system may take a part only. The rest, written alone, succeeds or says why not.
  if (bytesWritten < wanted) await handle.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
}
