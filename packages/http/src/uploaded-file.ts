/** A file that came with a form. It exists until the request has ended. */
import { createReadStream } from 'node:fs';
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { decodeText } from './decode-text.ts';

/** Where the content of a file is. */
export type FileContent =
  | { readonly kind: 'memory'; readonly bytes: Uint8Array }
  | { readonly kind: 'disk'; readonly path: string };

/** A file of a form. Its name and type are what the client says: check what you rely on. */
export class UploadedFile {
  /** The name of the field that it came in. */
  readonly field: string;
  /** Its name on the client's side, without any directory; may be `''`. */
  readonly name: string;
  /** Its content type, as the client says: `'image/png'`. */
  readonly type: string;
  /** Its size in bytes. */
  readonly size: number;
  #content: FileContent;

  constructor(
    head: { readonly field: string; readonly name: string; readonly type: string },
    size: number,
    content: FileContent,
  ) {
    this.field = head.field;
    this.name = head.name;
    this.type = head.type;
    this.size = size;
    this.#content = content;
  }

  /** Its bytes, chunk by chunk. */
  stream(): AsyncIterable<Uint8Array> {
    const content = this.#content;
    return content.kind === 'disk' ? createReadStream(content.path) : Readable.from([content.bytes]);
  }

  /** All of its bytes. */
  async bytes(): Promise<Uint8Array> {
    return this.#content.kind === 'disk' ? readFile(this.#content.path) : this.#content.bytes;
  }

  /**
   * Its content as text.
   * @throws BodyError `text-malformed` when it is not UTF-8
   */
  async text(): Promise<string> {
    return decodeText(await this.bytes());
  }

  /**
   * Keeps the file beyond the request. Replaces what is at that path.
   * @param path a path of your own choice. `file.name` is the client's: two clients may use one name, and it may end in
   *   anything.
   */
  async saveTo(path: string): Promise<void> {
    const content = this.#content;
    if (content.kind === 'memory') return writeFile(path, content.bytes);
    await move(content.path, path);
    this.#content = { kind: 'disk', path };
  }
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    // Another file system: a rename cannot cross to it.
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copyFile(from, to);
    await rm(from);
  }
}
