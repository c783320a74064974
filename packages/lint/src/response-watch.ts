/**
 * The response of one call of an application, as it passes: head, writes, chunks, end. Owns no body: `body-watch.ts`
 * does, and tells what comes of it.
 */
import { getHeader, type HeaderList, isPromiseLike, type StartResponse, statusCode, type Write } from '@tsgi/protocol';
import type { ExchangeWatch } from './exchange-watch.ts';
import { GivenChunks } from './given-chunks.ts';
import type { Inspector } from './inspector.ts';
import { keptChunkRules, type Passage, passageRules } from './rules/body.ts';
import { headError, headRules, keptHeadRules } from './rules/head.ts';
import { startedRules, startRules, writingRules, writtenRules } from './rules/start-response.ts';
import { switchingRules } from './rules/upgrade.ts';

/** A head that was given, and how to tell whether it is still the same. */
interface GivenHead {
  readonly code: number;
  readonly given: HeaderList;
  readonly handed: HeaderList;
  readonly spelled: string;
}

/** How many chunks of a stream are watched for changes. */
const CHUNKS_WATCHED = 4;

export class ResponseWatch {
  readonly #inspector: Inspector;
  readonly #exchange: ExchangeWatch;
  readonly #outer: StartResponse;
  readonly #method: string;
  #calls = 0;
  #started = false;
  #head: GivenHead | undefined;
  #bytes = 0;
  #committed = false;
  #returned = false;
  #ended = false;
  #closed = false;
  #isFile = false;
  #chunks = new GivenChunks(CHUNKS_WATCHED);

  constructor(inspector: Inspector, exchange: ExchangeWatch, outer: StartResponse, method: string) {
    this.#inspector = inspector;
    this.#exchange = exchange;
    this.#outer = outer;
    this.#method = method;
  }

  /** What the application gets as `startResponse`. */
  readonly startResponse: StartResponse = (...args) => {
    const [status, headers, failure] = args;
    const earlier = this.#calls++;
    this.#inspector.demand(startRules, { args, earlier, closed: this.#closed });
    this.#inspector.demand(headRules, { status, headers });
    this.#inspector.demand(switchingRules, { status, registered: this.#exchange.upgrading });
    const head = headError({ status, headers }) === undefined ? rememberHead(status, headers) : undefined;
    const handed = head?.handed ?? headers;
    const withFailure = failure !== undefined;
    const write = withFailure ? this.#outer(status, handed, failure) : this.#outer(status, handed);
    this.#started = true;
    this.#head = head;
    this.#inspector.demand(startedRules, {
      result: write,
      withFailure,
      committed: this.#committed,
      finished: this.#exchange.finished,
    });
    return (chunk) => this.#write(write, chunk);
  };

  #write(write: Write, chunk: Uint8Array): Promise<void> {
    this.#inspector.demand(writingRules, { returned: this.#returned });
    const written: unknown = write(this.give(chunk));
    this.#inspector.demand(writtenRules, { result: written });
    if (!isPromiseLike(written)) return Promise.resolve();
    return Promise.resolve(written).then(() => this.commit(chunk));
  }

  /** The application has returned its body. */
  returned(): void {
    this.#returned = true;
  }

  /**
   * The application gives a chunk; gives the one to hand on.
   * @throws LintError in mode `throw`
   */
  give(chunk: Uint8Array): Uint8Array {
    const code = this.#head?.code;
    const bodiless = code === 101 || code === 204 || code === 205 || code === 304 ? code : undefined;
    this.#pass({ kind: 'chunk', chunk, ended: this.#ended, bodiless, ...this.#progress() });
    if (!isBytes(chunk)) return chunk;
    this.#bytes += chunk.length;
    return this.#chunks.add(chunk);
  }

  /** A chunk was taken: from now on status and headers cannot be replaced. */
  commit(chunk: Uint8Array): void {
    if (isBytes(chunk) && chunk.length > 0) this.#committed = true;
  }

  /** The body has ended normally. */
  end(): void {
    if (!this.#ended) this.#pass({ kind: 'end', ...this.#progress() });
    this.#ended = true;
  }

  /** The body has thrown. */
  fail(): void {
    this.#ended = true;
  }

  /**
   * A file body is handed on. Its server may send it without a pull, so that the head has to be there; and ends it
   * after `Content-Length` bytes, however many the file has.
   * @throws LintError in mode `throw`
   */
  handOnFile(): void {
    this.#isFile = true;
    if (!this.#started) this.#pass({ kind: 'end', ...this.#progress() });
  }

  /** All chunks are there at once: each is watched until the close. */
  watchAllChunks(): void {
    this.#chunks = new GivenChunks(Number.POSITIVE_INFINITY);
  }

  /** The body was closed. */
  close(): void {
    this.verify('note');
    this.#closed = true;
  }

  /** Looks for changes of what was given already. */
  verify(how: 'demand' | 'note'): void {
    this.#inspector[how](keptChunkRules, this.#chunks.verify());
    const head = this.#head;
    if (head === undefined) return;
    const givenChanged = spell(head.given) !== head.spelled;
    const handedChanged = spell(head.handed) !== head.spelled;
    this.#inspector[how](keptHeadRules, { givenChanged, handedChanged });
  }

  #pass(passage: Passage): void {
    this.#inspector.demand(passageRules, passage);
  }

  #progress(): Pick<Passage, 'started' | 'before' | 'promised'> {
    const head = this.#head;
    const length = head === undefined ? undefined : getHeader(head.given, 'Content-Length');
    const isExempt = this.#method === 'HEAD' || head?.code === 304 || this.#isFile || this.#exchange.aborted;
    return {
      started: this.#started,
      before: this.#bytes,
      promised: length === undefined || isExempt ? undefined : Number(length),
    };
  }
}

function rememberHead(status: string, headers: HeaderList): GivenHead {
  const handed: HeaderList = headers.map(([name, value]) => [name, value]);
  return { code: statusCode(status), given: headers, handed, spelled: spell(headers) };
}

function spell(headers: HeaderList): string {
  return JSON.stringify(headers);
}

/** The type says so; a program in JavaScript may not. */
function isBytes(chunk: unknown): chunk is Uint8Array {
  return chunk instanceof Uint8Array;
}
