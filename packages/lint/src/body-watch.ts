/**
 * A body on its way through lint. An array stays an array, a synchronous body synchronous, a file body that file body.
 * Owns the body: closes it once, however often it is closed itself.
 */
import {
  type FileBody,
  fileOf,
  isArrayBody,
  isFileBody,
  isPromiseLike,
  isSyncBody,
  type ResponseBody,
} from '@tsgi/protocol';
import type { Inspector } from './inspector.ts';
import type { ResponseWatch } from './response-watch.ts';
import { pullRules } from './rules/body.ts';
import { closingRules, unclosedRules } from './rules/closing.ts';

type Step = IteratorResult<Uint8Array, unknown>;
type AnyIterator = Iterator<Uint8Array, unknown> | AsyncIterator<Uint8Array, unknown>;

export class BodyWatch {
  readonly #inspector: Inspector;
  readonly #response: ResponseWatch;
  readonly #body: ResponseBody;
  #iterations = 0;
  #pending = false;
  #underway = false;
  #closes = 0;

  constructor(inspector: Inspector, response: ResponseWatch, body: ResponseBody) {
    this.#inspector = inspector;
    this.#response = response;
    this.#body = body;
  }

  /**
   * What to hand on in place of the body.
   * @throws LintError what can be told of its chunks at once, in mode `throw`
   */
  wrapped(): ResponseBody {
    const body = this.#body;
    const close = (): void | Promise<void> => this.#close();
    if (isArrayBody(body)) return Object.assign(this.#giveAll(body), { close });
    if (isFileBody(body)) {
      this.#response.handOnFile();
      const file: FileBody = {
        [fileOf]: body[fileOf],
        [Symbol.asyncIterator]: () => this.#iterateAsync(() => body[Symbol.asyncIterator]()),
        close,
      };
      return file;
    }
    if (isSyncBody(body)) return { [Symbol.iterator]: () => this.#iterateSync(() => body[Symbol.iterator]()), close };
    return { [Symbol.asyncIterator]: () => this.#iterateAsync(() => body[Symbol.asyncIterator]()), close };
  }

  /** The response has ended. */
  finish(): void {
    this.#inspector.note(unclosedRules, { open: this.#closes === 0 });
  }

  #giveAll(chunks: readonly Uint8Array[]): Uint8Array[] {
    this.#response.watchAllChunks();
    const handed = chunks.map((chunk) => this.#response.give(chunk));
    this.#response.end();
    return handed;
  }

  #iterateSync(begin: () => Iterator<Uint8Array, unknown>): Iterator<Uint8Array, unknown> {
    this.#beginIteration();
    const inner = begin();
    return {
      next: () => {
        try {
          this.#beginPull();
          return this.#take(inner.next());
        } catch (error) {
          this.#giveUp(inner);
          throw error;
        }
      },
      return: (value) => {
        this.#underway = false;
        return inner.return?.(value) ?? { done: true, value };
      },
    };
  }

  #iterateAsync(begin: () => AsyncIterator<Uint8Array, unknown>): AsyncIterator<Uint8Array, unknown> {
    this.#beginIteration();
    const inner = begin();
    return {
      next: async () => {
        try {
          this.#beginPull();
          this.#pending = true;
          return this.#take(await inner.next().finally(() => (this.#pending = false)));
        } catch (error) {
          this.#giveUp(inner);
          throw error;
        }
      },
      return: async (value) => {
        this.#underway = false;
        return (await inner.return?.(value)) ?? { done: true, value: await value };
      },
    };
  }

  #beginIteration(): void {
    const iterations = this.#iterations++;
    this.#inspector.demand(pullRules, { kind: 'iterate', iterations, pending: false, closed: this.#closes > 0 });
  }

  #beginPull(): void {
    const closed = this.#closes > 0;
    this.#inspector.demand(pullRules, { kind: 'next', iterations: this.#iterations, pending: this.#pending, closed });
    this.#underway = true;
  }

  /** A pull has given this step. What comes after the server has given the iteration up is nobody's any more. */
  #take(step: Step): Step {
    if (!this.#underway) return step;
    this.#response.verify('demand');
    if (step.done === true) {
      this.#underway = false;
      this.#response.end();
      return step;
    }
    const value = this.#response.give(step.value);
    this.#response.commit(value);
    return { done: false, value };
  }

  /** A pull has thrown, in the body or in lint. Nobody returns an iterator that has thrown, so lint does. */
  #giveUp(inner: AnyIterator): void {
    if (this.#underway) {
      const returned = attempt(() => inner.return?.());
      if (isPromiseLike(returned)) returned.then(undefined, () => undefined);
    }
    this.#underway = false;
    this.#response.fail();
  }

  #close(): void | Promise<void> {
    const earlier = this.#closes++;
    this.#inspector.note(closingRules, { earlier, underway: this.#underway });
    if (earlier > 0) return;
    this.#response.close();
    return this.#body.close?.();
  }
}

/** The error to report is the one that led here. */
function attempt(act: () => unknown): unknown {
  try {
    return act();
  } catch {
    return undefined;
  }
}
