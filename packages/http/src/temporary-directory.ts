/** A directory for the temporary files of one request, made when the first one is, removed when the request ends. */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environ } from '@tsgi/protocol';

/** A new file, open for writing. Whoever asked for it closes it. */
export interface TemporaryFile {
  readonly handle: FileHandle;
  readonly path: string;
}

export class TemporaryDirectory {
  readonly #environ: Environ;
  #path: Promise<string> | undefined;
  #opening: Promise<unknown> = Promise.resolve();
  #count = 0;

  constructor(environ: Environ) {
    this.#environ = environ;
  }

  /** Makes a file in it. Nobody else can read the directory; the file has the mode that `saveTo` should leave. */
  async createFile(): Promise<TemporaryFile> {
    const directory = await (this.#path ??= this.#create());
    const path = join(directory, String(this.#count++));
    const opening = open(path, 'wx');
    this.#opening = opening.catch(() => undefined);
    return { handle: await opening, path };
  }

  async #create(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'tsgi-'));
    this.#environ['tsgi.exchange'].onFinish(() => {
      this.#remove(path).catch((error: unknown) => {
        this.#environ['tsgi.errors'].write(`Removing the temporary files of a request failed: ${String(error)}\n`);
      });
    });
    return path;
  }

  /** After the file that is just being made, which would keep the directory from being empty. */
  async #remove(path: string): Promise<void> {
    await this.#opening;
    await rm(path, { recursive: true, force: true });
  }
}
