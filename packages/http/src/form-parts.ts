/** Pulls a multipart body through its parser, part by part, within limits. */
import { BodyError } from './body-error.ts';
import type { BodyLimits } from './body-limits.ts';
import { FormPart } from './form-part.ts';
import { type MultipartEvent, MultipartParser } from './multipart-parser.ts';
import type { PartHead } from './part-head.ts';
import { UsageError } from './usage-error.ts';

/**
 * The parts of a multipart body, in order. Reads no further than it is asked to, and lets the input go when it ends,
 * fails or is left early.
 *
 * @param input the body
 * @param boundary the parameter of its content type
 * @throws BodyError while it is iterated
 */
export async function* formParts(
  input: AsyncIterable<Uint8Array>,
  boundary: string,
  limits: BodyLimits,
): AsyncGenerator<FormPart, void> {
  const reader = new PartsReader(input, new MultipartParser(boundary, limits.partHeader), limits);
  try {
    for (let head = await reader.nextPart(); head !== undefined; head = await reader.nextPart()) {
      yield new FormPart(head, reader.content());
    }
  } finally {
    await reader.close();
  }
}

/** Where the reader stands in the body. */
class PartsReader {
  readonly #source: AsyncIterator<Uint8Array, unknown>;
  readonly #parser: MultipartParser;
  readonly #limits: BodyLimits;
  #part: { readonly head: PartHead; size: number } | undefined;
  #total = 0;
  #fields = 0;
  #files = 0;
  #isEnded = false;

  constructor(input: AsyncIterable<Uint8Array>, parser: MultipartParser, limits: BodyLimits) {
    this.#source = input[Symbol.asyncIterator]();
    this.#parser = parser;
    this.#limits = limits;
  }

  /** Skips what is left of the current part. */
  async nextPart(): Promise<PartHead | undefined> {
    for (;;) {
      const event = await this.#nextEvent();
      if (event === undefined) return undefined;
      if (event.kind === 'part') return this.#begin(event.head);
    }
  }

  /** The content of the current part. */
  async *content(): AsyncGenerator<Uint8Array, void> {
    const part = this.#part;
    while (part !== undefined) {
      if (part !== this.#part) throw new UsageError('body-used', `The part ${part.head.field} was skipped already`);
      const event = this.#parsed() ?? (await this.#nextEvent());
      if (event?.kind !== 'data') return;
      yield event.bytes;
    }
  }

  async close(): Promise<void> {
    if (!this.#isEnded) await this.#source.return?.();
    this.#isEnded = true;
  }

  #begin(head: PartHead): PartHead {
    if (head.fileName === undefined) this.#fields++;
    else this.#files++;
    const { fields, files } = this.#limits;
    if (this.#fields > fields) throw new BodyError('form-too-many-fields', `The form has more than ${fields} fields`);
    if (this.#files > files) throw new BodyError('form-too-many-files', `The form has more than ${files} files`);
    this.#part = { head, size: 0 };
    return head;
  }

  /** The next event; `undefined` at the end of the body. */
  async #nextEvent(): Promise<MultipartEvent | undefined> {
    for (;;) {
      const event = this.#parsed();
      if (event !== undefined || !(await this.#pull())) return event;
    }
  }

  /** The next event in the bytes at hand. Counts what a part takes. */
  #parsed(): MultipartEvent | undefined {
    const event = this.#parser.next();
    if (event?.kind === 'data') this.#count(event.bytes.length);
    return event;
  }

  async #pull(): Promise<boolean> {
    if (this.#isEnded) return false;
    const step = await this.#source.next();
    if (step.done === true) {
      this.#isEnded = true;
      this.#parser.finish();
      return false;
    }
    this.#total += step.value.length;
    if (this.#total > this.#limits.total) {
      throw new BodyError('body-too-large', `The form takes more than ${this.#limits.total} bytes`);
    }
    this.#parser.push(step.value);
    return true;
  }

  #count(bytes: number): void {
    const part = this.#part;
    if (part === undefined) return;
    part.size += bytes;
    const isFile = part.head.fileName !== undefined;
    const limit = isFile ? this.#limits.fileSize : this.#limits.fieldSize;
    if (part.size <= limit) return;
    throw isFile
      ? new BodyError('file-too-large', `A file takes more than ${limit} bytes`)
      : new BodyError('field-too-large', `A field of the form takes more than ${limit} bytes`);
  }
}
