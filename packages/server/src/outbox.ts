/**
 * What goes out on a connection. Text is gathered until `flush`, so that a head, a small body and pipelined answers
 * leave in one write. Long chunks are handed to the socket in slices, so that progress can be seen.
 */
import type { Socket } from 'node:net';

export class Outbox {
  readonly #socket: Socket;
  #text = '';
  /** What waits for the socket to drain. */
  readonly #waiting: Uint8Array[] = [];
  #callbacks: (() => void)[] = [];
  #end: (() => void) | undefined;
  #isClosed = false;
  #lastPending = 0;
  #stalled = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('drain', this.#onDrain);
  }

  /** Adds latin-1 text. */
  addText(text: string): void {
    if (this.#waiting.length > 0) this.#waiting.push(Buffer.from(text, 'latin1'));
    else this.#text += text;
    if (this.#text.length > MOST_TEXT) this.flush();
  }

  /** Adds bytes, which nobody may change any more before `sent` is called, which happens only where that is cheap. */
  addBytes(bytes: Uint8Array, sent?: (bytes: Uint8Array) => void): void {
    if (this.#waiting.length > 0) {
      this.#waiting.push(bytes);
    } else if (bytes.length <= SMALL) {
      this.#text += latin1(bytes);
      sent?.(bytes);
      if (this.#text.length > MOST_TEXT) this.flush();
    } else {
      this.#socket.cork();
      this.flush();
      this.#write(bytes, sent);
      this.#socket.uncork();
    }
  }

  /** Hands what was added to the socket. */
  flush(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    if (!this.#isClosed) this.#socket.write(text, 'latin1');
  }

  /** Whether whoever adds more should wait. */
  get isFull(): boolean {
    return this.#waiting.length > 0 || this.#socket.writableNeedDrain;
  }

  /** Calls back once, when more may be added, or nothing will go out any more. */
  whenDrained(callback: () => void): void {
    if (this.#isClosed) callback();
    else this.#callbacks.push(callback);
  }

  /** Ends the sending side when everything has gone out; `sent` is called then. */
  end(sent: () => void): void {
    this.flush();
    if (this.#waiting.length > 0) this.#end = sent;
    else this.#socket.end(sent);
  }

  /** For how long nothing has gone out, though something should have: milliseconds, counted at each beat. */
  beat(elapsed: number): number {
    const pending = this.#socket.writableLength;
    this.#stalled = pending === 0 || pending !== this.#lastPending ? 0 : this.#stalled + elapsed;
    this.#lastPending = pending;
    return this.#stalled;
  }

  /** The socket belongs to somebody else, or is closed. */
  close(): void {
    this.#isClosed = true;
    this.#socket.off('drain', this.#onDrain);
    this.#text = '';
    this.#waiting.length = 0;
    this.#callBack();
  }

  readonly #onDrain = (): void => {
    this.#stalled = 0;
    while (!this.#socket.writableNeedDrain) {
      const bytes = this.#waiting.shift();
      if (bytes === undefined) break;
      this.#write(bytes);
    }
    if (this.isFull) return;
    if (this.#end !== undefined) this.#socket.end(this.#end);
    this.#callBack();
  };

  #write(bytes: Uint8Array, sent?: (bytes: Uint8Array) => void): void {
    if (this.#isClosed) return;
    if (bytes.length > SLICE) {
      this.#socket.write(bytes.subarray(0, SLICE));
      this.#waiting.unshift(bytes.subarray(SLICE));
    } else if (sent === undefined) {
      this.#socket.write(bytes);
    } else {
      // What failed is left to the garbage collector.
      this.#socket.write(bytes, (error) => {
        if (error === undefined || error === null) sent(bytes);
      });
    }
  }

  #callBack(): void {
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    for (const callback of callbacks) callback();
  }
}

/** Up to this many bytes, copying a chunk behind its head costs less than a write of its own. */
const SMALL = 4096;
const MOST_TEXT = 65_536;
const SLICE = 262_144;

function latin1(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString('latin1');
}
