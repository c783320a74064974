/** What was found out about files, for a while and within bounds: the least recently used goes first. */
import type { FoundFile } from './found-file.ts';

export class FileCache {
  readonly #files = new Map<string, FoundFile>();
  #bytes = 0;

  get(path: string): FoundFile | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    // A Map keeps the order of insertion: the last one is the one used last.
    this.#files.delete(path);
    this.#files.set(path, file);
    return file;
  }

  set(path: string, file: FoundFile): void {
    this.delete(path);
    this.#files.set(path, file);
    this.#bytes += sizeOf(file);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= mostFiles && this.#bytes <= mostBytes) break;
      this.delete(oldest);
    }
  }

  delete(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    this.#files.delete(path);
    this.#bytes -= sizeOf(file);
  }
}

function sizeOf({ content }: FoundFile): number {
  return content?.length ?? 0;
}

const mostFiles = 1000;
const mostBytes = 16_777_216;
