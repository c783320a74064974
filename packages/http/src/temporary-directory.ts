/** A directory for the temporary files of one request, made when the first one is, removed when the request ends. */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environ } from '@tsgi/protocol';
import { UsageError } from './usage-error.ts';

/** A new file, open for writing. Whoever asked for it closes it. */
export interface TemporaryFile {
  readonly handle: FileHandle;
  readonly path: string;
}

export class TemporaryDirectory {
  readonly #environ: Environ;
  #path: string | undefined;
  #isEnded = false;
  /** The file that is just being made: the directory is removed after it, or it would not be empty. */
  #making: Promise<unknown> = Promise.resolve();
  #count = 0;

  constructor(environ: Environ) {
    this.#environ = environ;
  }

  /**
   * Makes a file in it. Nobody else can enter the directory; the file has the mode that `saveTo` should leave.
   * @throws UsageError `request-ended`, or why the request was given up
   */
  createFile(): Promise<TemporaryFile> {
    const making = this.#createFile();
    this.#making = making.catch(() => undefined);
    return making;
  }

  async #createFile(): Promise<TemporaryFile> {
    if (this.#count === 0) this.#environ['tsgi.exchange'].onFinish(() => this.#end());
    const name = String(this.#count++);
    this.#assertOpen();
    this.#path ??= await mkdtemp(join(tmpdir(), 'tsgi-'));
    this.#assertOpen();
    const path = join(this.#path, name);
    return { handle: await open(path, 'wx'), path };
  }

  #assertOpen(): void {
    if (!this.#isEnded) return;
    this.#environ['tsgi.exchange'].signal.throwIfAborted();
    throw new UsageError('request-ended', 'The request ended before its form was read');
  }

  #end(): void {
    this.#isEnded = true;
    this.#remove().catch((error: unknown) => {
      this.#environ['tsgi.errors'].write(`Removing the temporary files of a request failed: ${String(error)}\n`);
    });
  }

  async #remove(): Promise<void> {
    await this.#making;
    if (this.#path !== undefined) await rm(this.#path, { recursive: true, force: true });
  }
}
