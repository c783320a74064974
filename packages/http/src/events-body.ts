/**
 * The body of a response of server-sent events: waits for the next event, the heartbeat and the end at the same time.
 * Owns its source, its timer and its listeners, and lets go of all three when it ends or is closed.
 */
import type { Exchange } from '@tsgi/protocol';
import type { Clock } from './clock.ts';
import { formatEvent, type ServerEvent } from './server-event.ts';

/** What an {@link EventsBody} needs besides its source. */
export interface EventsSetting {
  /** What goes out first, so that the response is open before the first event. */
  readonly opening: string;
  /** Milliseconds of silence before a comment. */
  readonly heartbeat: number;
  readonly clock: Clock;
  readonly exchange: Pick<Exchange, 'signal' | 'draining'>;
}

type Step = IteratorResult<Uint8Array, undefined>;
type Happening =
  | { readonly kind: 'event'; readonly step: IteratorResult<ServerEvent, unknown> }
  | { readonly kind: 'silence' }
  | { readonly kind: 'end' };

const END: Step = { done: true, value: undefined };
const HEARTBEAT = Buffer.from(formatEvent({ comment: '' }));

export class EventsBody implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #open: (signal: AbortSignal) => AsyncIterable<ServerEvent>;
  readonly #setting: EventsSetting;
  readonly #ending = new AbortController();
  #source: AsyncIterator<ServerEvent, unknown> | undefined;
  /** The next event, asked for once and kept over heartbeats. */
  #pending: Promise<Happening> | undefined;

  /** @param open makes the events; called at the first pull after the opening. */
  constructor(open: (signal: AbortSignal) => AsyncIterable<ServerEvent>, setting: EventsSetting) {
    this.#open = open;
    this.#setting = setting;
  }

  async next(): Promise<Step> {
    const { signal, draining } = this.#setting.exchange;
    if (this.#ending.signal.aborted || signal.aborted || draining.aborted) return this.return();
    if (this.#source === undefined) {
      signal.addEventListener('abort', this.#end);
      draining.addEventListener('abort', this.#end);
      this.#source = this.#open(this.#ending.signal)[Symbol.asyncIterator]();
      return { done: false, value: Buffer.from(this.#setting.opening) };
    }
    const happening = await this.#wait(this.#source);
    if (happening.kind === 'silence') return { done: false, value: HEARTBEAT };
    this.#pending = undefined;
    if (happening.kind === 'end' || happening.step.done === true) return this.return();
    return { done: false, value: Buffer.from(formatEvent(happening.step.value)) };
  }

  async #wait(source: AsyncIterator<ServerEvent, unknown>): Promise<Happening> {
    const { clock, heartbeat } = this.#setting;
    const { signal } = this.#ending;
    const pending = (this.#pending ??= source.next().then((step) => ({ kind: 'event', step })));
    // Kept over a heartbeat, it may fail between two pulls: the race of this one has heard of it, and the next one throws it.
    let stop = (): void => undefined;
    const interruption = new Promise<Happening>((resolve) => {
      const ended = (): void => resolve({ kind: 'end' });
      if (signal.aborted) ended();
      signal.addEventListener('abort', ended);
      const cancel = clock.after(heartbeat, () => resolve({ kind: 'silence' }));
      stop = () => {
        signal.removeEventListener('abort', ended);
        cancel();
      };
    });
    try {
      return await Promise.race([pending, interruption]);
    } finally {
      stop();
    }
  }

  readonly #end = (): void => {
    this.#ending.abort();
  };

  async return(): Promise<Step> {
    await this.close();
    return END;
  }

  async close(): Promise<void> {
    const { signal, draining } = this.#setting.exchange;
    signal.removeEventListener('abort', this.#end);
    draining.removeEventListener('abort', this.#end);
    this.#ending.abort();
    const source = this.#source;
    this.#source = undefined;
    const returned = source?.return?.();
    // Behind a pending next() an async generator's return() waits for it: the signal is what ends that wait.
    if (this.#pending === undefined) await returned;
    else returned?.catch(() => undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
