/**
 * One response on its way out: the head that the application starts, the commit, and the framing of what follows. The
 * head goes out with the first chunk that is not empty, the first `write`, or the end. Nothing more is sent than the
 * framing allows.
 */
import { assertHead, ContractError, type HeaderList, type StartResponse, statusCode, type Write } from '@tsgi/protocol';
import type { Outbox } from './outbox.ts';
import type { RegisteredUpgrade } from './upgrade.ts';
import type { RequestHead } from './wire/request-head.ts';
import { type ResponseFraming, responseFraming } from './wire/response-framing.ts';
import { declaredLength, formatInterimHead, formatResponseHead } from './wire/response-head.ts';

/** What a response needs to know at its commit. */
export interface ResponseHost {
  readonly outbox: Outbox;
  /** The `Date` field, as a line. */
  readonly dateLine: string;
  /** Whether the connection may stay open behind this response. Asked once, at the commit. */
  mayPersist(): boolean;
  log(error: unknown): void;
}

interface Committed {
  readonly code: number;
  /** As it was sent; `''` for an upgrade that writes its own. */
  readonly head: string;
  readonly framing: ResponseFraming;
  readonly isLast: boolean;
  readonly upgrade: RegisteredUpgrade | undefined;
}

export class Response {
  readonly #host: ResponseHost;
  readonly #request: RequestHead;
  readonly #exchange: { readonly registered: RegisteredUpgrade | undefined };
  #isCalled = false;
  #status: string | undefined;
  #headers: HeaderList = [];
  #committed: Committed | undefined;
  #isEnded = false;
  #isBodyReturned = false;
  #isMuted = false;
  #bytes = 0;

  constructor(
    host: ResponseHost,
    request: RequestHead,
    exchange: { readonly registered: RegisteredUpgrade | undefined },
  ) {
    this.#host = host;
    this.#request = request;
    this.#exchange = exchange;
  }

  readonly startResponse: StartResponse = (status, headers, failure) => {
    if (failure !== undefined && this.#committed !== undefined) throw failure.error;
    if (this.#isEnded) {
      throw new ContractError('start-response-settled', 'startResponse was called after the response had ended');
    }
    if (failure === undefined && this.#isCalled) {
      throw new ContractError('start-response-twice', 'startResponse was called again, without a failure');
    }
    this.#isCalled = true;
    this.#status = undefined;
    assertHead(status, headers);
    this.#status = status;
    this.#headers = headers;
    return this.#write;
  };

  /** What was sent, once something was. */
  get committed(): Committed | undefined {
    return this.#committed;
  }

  /** How many bytes of body were sent. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The client has left: from now on nothing is sent, and nothing else changes. */
  mute(): void {
    this.#isMuted = true;
  }

  /** The application has returned its body: `write` is over. */
  bodyReturned(): void {
    this.#isBodyReturned = true;
  }

  /** Replaces what the application has started by an answer that says what went wrong. Only before the commit. */
  fail(status: string): void {
    this.#isBodyReturned = true;
    this.#status = status;
    this.#headers = [['Content-Type', 'text/plain; charset=utf-8']];
    this.sendAll([Buffer.from(`${status.slice(4)}\n`, 'latin1')]);
  }

  /** Sends chunks that are all there are, and ends. */
  sendAll(chunks: readonly Uint8Array[]): void {
    let length = 0;
    for (const chunk of chunks) {
      assertChunk(chunk);
      length += chunk.length;
    }
    const { framing } = this.#committed ?? this.#commit(length);
    if (framing.kind === 'length' && framing.length === this.#bytes + length) {
      for (const chunk of chunks) if (chunk.length > 0) this.#sendBytes(chunk);
    } else {
      for (const chunk of chunks) if (!this.send(chunk)) break;
    }
    this.end();
  }

  /**
   * Sends a chunk; tells whether more is wanted.
   * @param sent called when nobody needs the chunk any more, unless it was dropped or something went wrong
   * @throws ContractError `chunk-invalid`, `start-response-missing`, `upgrade-invalid`
   */
  send(chunk: Uint8Array, sent?: (chunk: Uint8Array) => void): boolean {
    assertChunk(chunk);
    if (chunk.length === 0) return true;
    const { framing } = this.#committed ?? this.#commit(undefined);
    switch (framing.kind) {
      case 'none':
        return false;
      case 'length':
        return this.#sendWithin(framing.length, chunk, sent);
      case 'close':
        this.#sendBytes(chunk, sent);
        return true;
      case 'chunked':
        this.#sendText(`${chunk.length.toString(16)}\r\n`);
        this.#sendBytes(chunk, sent);
        this.#sendText('\r\n');
        return true;
    }
  }

  /**
   * Ends the body.
   * @throws ContractError `content-length-mismatch` when it is shorter than it was said to be
   */
  end(): void {
    const { framing } = this.#committed ?? this.#commit(undefined);
    this.#isEnded = true;
    if (framing.kind === 'chunked') this.#sendText('0\r\n\r\n');
    if (framing.kind === 'length' && this.#bytes < framing.length && !this.#isMuted) {
      throw lengthMismatch(`Content-Length says ${framing.length} bytes, and the body had ${this.#bytes}`);
    }
  }

  /** Nothing more will be sent, whoever tries. */
  settle(): void {
    this.#isEnded = true;
    this.#isBodyReturned = true;
  }

  readonly #write: Write = async (chunk) => {
    assertChunk(chunk);
    if (this.#isBodyReturned) {
      throw new ContractError('write-late', 'write() was called after the body was returned, or the response ended');
    }
    this.send(chunk);
    const { outbox } = this.#host;
    outbox.flush();
    if (outbox.isFull && !this.#isMuted) await new Promise<void>((resolve) => outbox.whenDrained(resolve));
  };

  #commit(known: number | undefined): Committed {
    const status = this.#status;
    if (status === undefined) throw missingHead();
    const { method, version, isPersistent } = this.#request;
    const code = statusCode(status);
    if (code === 101) return (this.#committed = this.#commitUpgrade(status));
    const framing = responseFraming(method, version, code, declaredLength(this.#headers), known);
    // A tunnel behind CONNECT would begin here, and there is none.
    const isTunnel = method === 'CONNECT' && code < 300;
    const isLast = framing.kind === 'close' || isTunnel || !isPersistent || !this.#host.mayPersist();
    const persistence = isLast ? 'close' : version === 'HTTP/1.0' ? 'keep-alive' : undefined;
    const connection = code === 426 ? upgradeRequired(this.#headers, persistence) : persistence;
    const { dateLine } = this.#host;
    const head = formatResponseHead(status, this.#headers, { framing, connection, dateLine });
    this.#sendText(head);
    return (this.#committed = { code, head, framing, isLast, upgrade: undefined });
  }

  #commitUpgrade(status: string): Committed {
    const upgrade = this.#exchange.registered;
    if (upgrade === undefined) throw new ContractError('upgrade-invalid', 'A 101 without a registered upgrade');
    const fields: HeaderList = [...this.#headers, ['Connection', 'Upgrade'], ['Upgrade', upgrade.protocol]];
    const head = upgrade.raw ? '' : formatInterimHead(status, fields);
    this.#sendText(head);
    return { code: 101, head, framing: { kind: 'none', length: undefined }, isLast: false, upgrade };
  }

  /** PEP 3333: never more than Content-Length says. What is too much would be read as the next response. */
  #sendWithin(length: number, chunk: Uint8Array, sent: ((chunk: Uint8Array) => void) | undefined): boolean {
    const remaining = length - this.#bytes;
    if (chunk.length <= remaining) {
      this.#sendBytes(chunk, sent);
      return true;
    }
    if (remaining > 0) this.#sendBytes(chunk.subarray(0, remaining));
    this.#host.log(lengthMismatch(`Content-Length says ${length} bytes, and the body has more; the rest is dropped`));
    return false;
  }

  #sendText(text: string): void {
    if (!this.#isMuted) this.#host.outbox.addText(text);
  }

  #sendBytes(bytes: Uint8Array, sent?: (bytes: Uint8Array) => void): void {
    if (this.#isMuted) return;
    this.#bytes += bytes.length;
    this.#host.outbox.addBytes(bytes, sent);
  }
}

function assertChunk(chunk: unknown): asserts chunk is Uint8Array {
  if (chunk instanceof Uint8Array) return;
  throw new ContractError('chunk-invalid', `A chunk of the body must be a Uint8Array, not ${typeof chunk}`);
}

/** RFC 9110 §7.8: an Upgrade is announced in Connection. The one that an application may send is that of a 426. */
function upgradeRequired(headers: HeaderList, persistence: string | undefined): string | undefined {
  if (!headers.some(([name]) => name.toLowerCase() === 'upgrade')) return persistence;
  return persistence === undefined ? 'Upgrade' : `Upgrade, ${persistence}`;
}

function missingHead(): ContractError {
  return new ContractError(
    'start-response-missing',
    'The application must call startResponse, and not have it refused, before it gives its first chunk or ends',
  );
}

function lengthMismatch(message: string): ContractError {
  return new ContractError('content-length-mismatch', message);
}
