/**
 * The bytes that have arrived and were not read yet. Gives them as a head block, a line, or as they are. What is
 * searched is searched once: time is linear in the bytes received, however they were cut. Limits hold before the end
 * of what they bound has arrived. Positions in a chunk and in its latin-1 text are the same.
 */
import { ProtocolError } from './protocol-error.ts';

/** The bounds of a head. */
export interface HeadLimits {
  /** The most bytes of the request line. */
  readonly requestLine: number;
  /** The most bytes of the header section. */
  readonly fields: number;
}

/** A head as it was received. */
export interface HeadText {
  /** The request line, without its CR LF. */
  readonly line: string;
  /** What follows it, from the CR LF of the request line to that of the empty line. */
  readonly section: string;
}

export class ReceiveBuffer {
  readonly #later: Buffer[] = [];
  #chunk: Buffer = NOTHING;
  #at = 0;
  /** The latin-1 text of `#chunk` from `#textAt` on: made once for all the heads in it. */
  #text = '';
  #textAt = 0;
  /** The beginning of a block or a line whose end has not arrived. */
  #held: string[] = [];
  #heldLength = 0;
  #requestLineEnded = false;
  #emptyLines = 0;
  #afterCr = false;
  #unread = 0;

  /** Adds what has arrived. The buffer keeps the chunk: nobody may change it. */
  push(chunk: Buffer): void {
    this.#unread += chunk.length;
    if (this.#at < this.#chunk.length) this.#later.push(chunk);
    else this.#use(chunk);
  }

  /** How many bytes wait to be read. */
  get unread(): number {
    return this.#unread;
  }

  /** Whether a block or a line has begun and not ended. */
  get isInside(): boolean {
    return this.#heldLength > 0;
  }

  /**
   * Passes over empty lines, and tells whether something else has begun (RFC 9112 §2.2).
   * @throws ProtocolError `empty-lines` above `most`, `line-ending`
   */
  skipEmptyLines(most: number): boolean {
    while (this.#hasMore()) {
      const byte = this.#chunk[this.#at];
      if (this.#afterCr) {
        if (byte !== LF) throw bareLineEnd();
        if (++this.#emptyLines > most) throw new ProtocolError('empty-lines', 'Empty lines instead of a request');
        this.#afterCr = false;
      } else if (byte === CR) {
        this.#afterCr = true;
      } else {
        this.#emptyLines = 0;
        return true;
      }
      this.#advance(1);
    }
    return false;
  }

  /**
   * Takes all up to an empty line; `undefined` when the end has not arrived. Every line ends in CR LF, and has no
   * control character but HTAB besides.
   * @param expected the section of an earlier head: clients repeat theirs, and to compare is cheaper than to search
   * @throws ProtocolError `request-line-too-long`, `head-too-large`, `line-ending`, `control-character`
   */
  takeHead(limits: HeadLimits, expected: string): HeadText | undefined {
    while (this.#hasMore()) {
      const text = this.#window(limits.requestLine + limits.fields + 4);
      const from = this.#at - this.#textAt;
      if (this.#heldLength > 0) {
        const tail = lastThree(this.#held);
        const end = (tail + text.slice(from)).indexOf(HEAD_END);
        if (end !== -1) return this.#takeHeld(text, from, from + end + HEAD_END.length - tail.length, limits);
      } else {
        const head = this.#takeExpected(text, from, expected, limits) ?? this.#takeWhole(text, from, limits);
        if (head !== undefined) return head;
      }
      this.#holdHead(text.slice(from), limits);
    }
    return undefined;
  }

  /**
   * Takes a line of at most `most` bytes, without its CR LF. `undefined` when its end has not arrived.
   * @param tooLong what to throw for a longer one
   * @throws ProtocolError `line-ending`
   */
  takeLine(most: number, tooLong: () => ProtocolError): string | undefined {
    while (this.#hasMore()) {
      const piece = this.#chunk.toString('latin1', this.#at, Math.min(this.#at + most + 2, this.#chunk.length));
      const end = piece.indexOf('\n');
      if (end === -1) {
        if (this.#heldLength + piece.length > most + 1) throw tooLong();
        this.#hold(piece);
        this.#advance(piece.length);
        continue;
      }
      this.#advance(end + 1);
      const line = this.#release() + piece.slice(0, end);
      if (!line.endsWith('\r') || line.indexOf('\r') !== line.length - 1) throw bareLineEnd();
      if (line.length - 1 > most) throw tooLong();
      return line.slice(0, -1);
    }
    return undefined;
  }

  /** Takes what there is in one piece, at most `most` bytes; `undefined` when there is nothing. */
  takeBytes(most: number): Buffer | undefined {
    if (!this.#hasMore()) return undefined;
    const end = Math.min(this.#at + most, this.#chunk.length);
    const bytes = this.#chunk.subarray(this.#at, end);
    this.#advance(bytes.length);
    return bytes;
  }

  /** Takes everything that is left: for whoever takes the connection over. */
  takeAll(): Buffer {
    const all = Buffer.concat([this.#chunk.subarray(this.#at), ...this.#later]);
    this.#later.length = 0;
    this.#use(NOTHING);
    this.#unread = 0;
    return all;
  }

  #use(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#at = 0;
    this.#text = '';
    this.#textAt = 0;
  }

  #hasMore(): boolean {
    if (this.#at < this.#chunk.length) return true;
    const next = this.#later.shift();
    if (next !== undefined) this.#use(next);
    // An idle connection keeps no chunk.
    else if (this.#chunk !== NOTHING) this.#use(NOTHING);
    return this.#at < this.#chunk.length;
  }

  #advance(bytes: number): void {
    this.#at += bytes;
    this.#unread -= bytes;
  }

  /** The text of the current chunk with at least its next byte in it. */
  #window(most: number): string {
    if (this.#text === '' || this.#at - this.#textAt >= this.#text.length) {
      this.#text = this.#chunk.toString('latin1', this.#at, Math.min(this.#at + most, this.#chunk.length));
      this.#textAt = this.#at;
    }
    return this.#text;
  }

  /** A head whose section is the expected one, letter by letter: that was checked then, and ends where it ended. */
  #takeExpected(text: string, from: number, expected: string, limits: HeadLimits): HeadText | undefined {
    const lineEnd = text.indexOf('\r', from);
    if (lineEnd === -1 || text.slice(lineEnd, lineEnd + expected.length) !== expected || expected === '')
      return undefined;
    const line = text.slice(from, lineEnd);
    if (line.length > limits.requestLine || !LINE.test(line)) return undefined;
    this.#advance(line.length + expected.length);
    return { line, section: expected };
  }

  #takeWhole(text: string, from: number, limits: HeadLimits): HeadText | undefined {
    HEAD.lastIndex = from;
    const isGood = HEAD.test(text);
    const end = isGood ? HEAD.lastIndex : text.indexOf(HEAD_END, from) + HEAD_END.length;
    if (end < HEAD_END.length) return undefined;
    this.#advance(end - from);
    return checkedHead(text.slice(from, end), isGood, limits);
  }

  #takeHeld(text: string, from: number, end: number, limits: HeadLimits): HeadText {
    this.#advance(end - from);
    return checkedHead(this.#release() + text.slice(from, end), false, limits);
  }

  /** Keeps the beginning of a head, when it can still become a good one. */
  #holdHead(piece: string, limits: HeadLimits): void {
    this.#hold(piece);
    this.#advance(piece.length);
    if (!this.#requestLineEnded) {
      const end = piece.indexOf('\n');
      const length = end === -1 ? this.#heldLength : this.#heldLength - piece.length + end;
      if (length > limits.requestLine + 1) throw longRequestLine();
      this.#requestLineEnded = end !== -1;
    }
    if (this.#heldLength > limits.requestLine + limits.fields + 4) throw largeHead();
    // A CR at the end of the last piece gets its LF in this one; one at the end of this piece may still get it.
    const seam = this.#held.at(-2)?.endsWith('\r') === true ? `\r${piece}` : piece;
    assertText(seam.endsWith('\r') ? seam.slice(0, -1) : seam);
  }

  #hold(piece: string): void {
    this.#held.push(piece);
    this.#heldLength += piece.length;
  }

  #release(): string {
    if (this.#heldLength === 0) return '';
    const held = this.#held.join('');
    this.#held = [];
    this.#heldLength = 0;
    this.#requestLineEnded = false;
    return held;
  }
}

const NOTHING = Buffer.alloc(0);
const CR = 0x0d;
const LF = 0x0a;
const HEAD_END = '\r\n\r\n';
const LINE = /^[\t\x20-\x7e\x80-\xff]+$/;
/** A whole head, good as it is: found and checked in one pass. */
const HEAD = /(?:[\t\x20-\x7e\x80-\xff]+\r\n)+\r\n/y;
// RFC 9112 §2.2: a bare CR is invalid; a bare LF might be a line's end to the next reader. RFC 9110 §5.5: CR, LF and
// NUL in a value are dangerous, the other controls invalid.
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n/;

function checkedHead(head: string, isGood: boolean, limits: HeadLimits): HeadText {
  const lineEnd = head.indexOf('\r\n');
  if (lineEnd > limits.requestLine) throw longRequestLine();
  if (head.length - lineEnd - HEAD_END.length > limits.fields) throw largeHead();
  if (!isGood) assertText(head);
  return { line: head.slice(0, lineEnd), section: head.slice(lineEnd) };
}

function assertText(text: string): void {
  const at = text.search(FORBIDDEN);
  if (at === -1) return;
  const code = text.charCodeAt(at);
  throw code === CR || code === LF
    ? bareLineEnd()
    : new ProtocolError('control-character', `The head contains the control character ${code}`);
}

function lastThree(pieces: readonly string[]): string {
  let tail = '';
  for (let at = pieces.length - 1; at >= 0 && tail.length < 3; at--) tail = (pieces[at] ?? '').slice(-3) + tail;
  return tail.slice(-3);
}

function bareLineEnd(): ProtocolError {
  return new ProtocolError('line-ending', 'A line does not end in CR LF');
}

function longRequestLine(): ProtocolError {
  return new ProtocolError('request-line-too-long', 'The request line is too long');
}

function largeHead(): ProtocolError {
  return new ProtocolError('head-too-large', 'The header section is too large');
}
