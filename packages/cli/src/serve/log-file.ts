/** A file that lines are appended to, and that can be opened anew after somebody has moved it away. */
import { closeSync, openSync, writeSync } from 'node:fs';

export class LogFile {
  readonly #path: string;
  #fd: number;
  #pending: string[] = [];
  #isFailing = false;

  /** @throws the error of the file system */
  constructor(path: string) {
    this.#path = path;
    this.#fd = openSync(path, 'a');
  }

  /**
   * Appends a line. The lines of one turn of the event loop are written together, in one call: appended whole, they do
   * not mix with other workers' lines.
   */
  write(line: string): void {
    if (this.#pending.push(`${line}\n`) === 1) setImmediate(() => this.flush());
  }

  /** Writes what waits. What cannot be written is lost, and that is said once: a full disk is no reason to stop serving. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const bytes = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#fd, bytes, written);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) process.stderr.write(`${this.#path} cannot be written, lines are lost: ${String(error)}\n`);
      this.#isFailing = true;
    }
  }

  /** Goes on in the file that has the name now. @throws the error of the file system; the old file then stays */
  reopen(): void {
    const fd = openSync(this.#path, 'a');
    this.flush();
    closeSync(this.#fd);
    this.#fd = fd;
  }
}
