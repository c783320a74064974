/** A body of known length (RFC 9112 §6.2). */
import type { BodyEvent } from './body-event.ts';
import type { ReceiveBuffer } from './receive-buffer.ts';

/** Reads one body. `undefined` means that more bytes must arrive; after an `end` it is not asked again. */
export interface BodyReader {
  read(buffer: ReceiveBuffer): BodyEvent | undefined;
}

export class LengthReader implements BodyReader {
  #remaining: number;

  constructor(length: number) {
    this.#remaining = length;
  }

  read(buffer: ReceiveBuffer): BodyEvent | undefined {
    if (this.#remaining === 0) return { kind: 'end', trailers: undefined };
    const bytes = buffer.takeBytes(this.#remaining);
    if (bytes === undefined) return undefined;
    this.#remaining -= bytes.length;
    return { kind: 'data', bytes };
  }
}
