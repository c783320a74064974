/** One part of a multipart form as it comes in: nothing of it is kept. */
import { decodeText } from './decode-text.ts';
import type { PartHead } from './part-head.ts';
import { UsageError } from './usage-error.ts';

/** A part of a form, a field or a file. Read it before the next one is asked for; what is left of it is skipped then. */
export class FormPart {
  /** The name of the field. */
  readonly field: string;
  /** The name of the file, without any directory; `undefined` when the part is no file. */
  readonly fileName: string | undefined;
  /** The content type, as the client says. */
  readonly type: string;
  readonly #chunks: AsyncIterable<Uint8Array>;
  #isTaken = false;

  /** @param chunks the content; iterated once */
  constructor({ field, fileName, type }: PartHead, chunks: AsyncIterable<Uint8Array>) {
    this.field = field;
    this.fileName = fileName;
    this.type = type;
    this.#chunks = chunks;
  }

  /**
   * Its content, chunk by chunk as it comes. May be asked for once.
   * @throws UsageError `body-used`
   */
  stream(): AsyncIterable<Uint8Array> {
    if (this.#isTaken) throw new UsageError('body-used', `The part ${this.field} was read already`);
    this.#isTaken = true;
    return this.#chunks;
  }

  /** All of its content. */
  async bytes(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.stream()) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /**
   * Its content as text.
   * @throws BodyError `text-malformed` when it is not UTF-8
   */
  async text(): Promise<string> {
    return decodeText(await this.bytes());
  }
}
