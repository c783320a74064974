import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, exchangeOf, type TestExchange } from '../test/environ.ts';
import type { Clock } from './clock.ts';
import { type EventsOptions, events } from './events.ts';
import { formatEvent, type ServerEvent } from './server-event.ts';
import { view } from './view.ts';

describe('formatEvent', () => {
  it.each([
    [{ data: 'a' }, 'data: a\n\n'],
    [{ data: 'a\nb\r\nc\rd' }, 'data: a\ndata: b\ndata: c\ndata: d\n\n'],
    [{ data: '' }, 'data: \n\n'],
    [{ event: 'vote', id: '7', retry: 3000, data: '{}' }, 'retry: 3000\nid: 7\nevent: vote\ndata: {}\n\n'],
    [{ comment: 'hello\nthere' }, ': hello\n: there\n\n'],
    [{ comment: '' }, ':\n\n'],
  ])('writes %o', (event, text) => {
    expect(formatEvent(event)).toBe(text);
  });

  it.each([
    { id: 'a\nb' },
    { id: 'a\rb' },
    { id: 'a\0' },
    { event: 'a\ndata: b' },
    { retry: 1.5 },
    { retry: -1 },
    { retry: Number.NaN },
  ])('refuses %o', (event) => {
    expect(() => formatEvent(event)).toThrow(expect.objectContaining({ code: 'event-field' }));
  });

  it('writes what a client reads', () => {
    const oneLine = fc.string().filter((text) => !/[\r\n\0]/.test(text));
    fc.assert(
      fc.property(fc.record({ data: fc.string(), event: oneLine, id: oneLine, comment: fc.string() }), (event) => {
        const read = readEvents(formatEvent(event));
        expect(read).toEqual([{ data: event.data.replace(/\r\n?/g, '\n'), event: event.event, id: event.id }]);
      }),
    );
  });
});

/** A clock whose time the test lets pass. */
class ManualClock implements Clock {
  readonly waiting: { readonly milliseconds: number; readonly callback: () => void }[] = [];
  now(): number {
    return 0;
  }
  after(milliseconds: number, callback: () => void): () => void {
    const entry = { milliseconds, callback };
    this.waiting.push(entry);
    return () => void this.waiting.splice(this.waiting.indexOf(entry), 1);
  }
  pass(): void {
    for (const { callback } of this.waiting.splice(0)) callback();
  }
}

/** A source whose events the test gives, and that never ends by itself. */
class ManualSource implements AsyncIterableIterator<ServerEvent> {
  returned = 0;
  #resolve: (step: IteratorResult<ServerEvent>) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  next(): Promise<IteratorResult<ServerEvent>> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }
  give(event: ServerEvent): void {
    this.#resolve({ done: false, value: event });
  }
  fail(error: unknown): void {
    this.#reject(error);
  }
  async return(): Promise<IteratorResult<ServerEvent>> {
    this.returned++;
    return { done: true, value: undefined };
  }
  [Symbol.asyncIterator](): this {
    return this;
  }
}

interface Opened extends TestExchange {
  readonly source: ManualSource;
  readonly clock: ManualClock;
  readonly next: () => Promise<string | undefined>;
  readonly close: () => void | Promise<void> | undefined;
}

async function open(options: EventsOptions = {}): Promise<Opened> {
  const exchange = exchangeOf();
  const source = new ManualSource();
  const clock = new ManualClock();
  const body = await events(source, { clock, ...options }).send(exchange.environ, () => () => Promise.resolve());
  if (!(Symbol.asyncIterator in body)) throw new Error('not asynchronous');
  const iterator = body[Symbol.asyncIterator]();
  const next = async (): Promise<string | undefined> => {
    const step = await iterator.next();
    return step.done === true ? undefined : Buffer.from(step.value).toString();
  };
  return { ...exchange, source, clock, next, close: () => body.close?.() };
}

describe('events', () => {
  it('sends the events of a source, and ends with it', async () => {
    async function* source(): AsyncGenerator<ServerEvent> {
      yield { data: 'a' };
      yield { event: 'b', data: 'c' };
    }
    const answer = await call(events(source(), { retry: 1000, headers: { 'X-A': '1' } }).application);
    expect(answer.text).toBe('retry: 1000\n\ndata: a\n\nevent: b\ndata: c\n\n');
    expect(answer.headers).toEqual([
      ['X-A', '1'],
      ['Content-Type', 'text/event-stream'],
      ['Cache-Control', 'no-cache'],
      ['X-Accel-Buffering', 'no'],
    ]);
    const cached = events(source(), { headers: { 'Cache-Control': 'no-store' } });
    expect((await call(cached.application)).header('Cache-Control')).toBe('no-store');
  });

  it('tells a function the last id that the client has seen', async () => {
    async function* source(lastEventId = 'none'): AsyncGenerator<ServerEvent> {
      yield { data: lastEventId };
    }
    const app = events(({ lastEventId }) => source(lastEventId)).application;
    expect((await call(app, { headers: { 'Last-Event-ID': '41' } })).text).toContain('data: 41\n');
    expect((await call(app)).text).toContain('data: none\n');
  });

  it('is open before the first event', async () => {
    const { next } = await open();
    expect(await next()).toBe(':\n\n');
  });

  it('sends a comment when nothing happens for as long as a heartbeat', async () => {
    const { next, clock, source } = await open({ heartbeat: 500 });
    await next();
    const silent = next();
    expect(clock.waiting.map(({ milliseconds }) => milliseconds)).toEqual([500]);
    clock.pass();
    expect(await silent).toBe(':\n\n');
    const heard = next();
    source.give({ data: 'a' });
    expect(await heard).toBe('data: a\n\n');
    expect(clock.waiting).toEqual([]);
  });

  it('loses no event over heartbeats', async () => {
    const { next, clock, source } = await open();
    await next();
    const silent = next();
    clock.pass();
    await silent;
    source.give({ data: 'between' });
    expect(await next()).toBe('data: between\n\n');
  });

  it.each(['abort', 'drain'] as const)('ends at %s, also while it waits', async (how) => {
    const opened = await open();
    await opened.next();
    const waiting = opened.next();
    opened[how]();
    expect(await waiting).toBeUndefined();
    expect(await opened.next()).toBeUndefined();
    expect(opened.source.returned).toBe(1);
    expect(opened.clock.waiting).toEqual([]);
  });

  it.each(['abort', 'drain'] as const)('does not begin after %s', async (how) => {
    const opened = await open();
    opened[how]();
    expect(await opened.next()).toBeUndefined();
  });

  it('tells a function when to end', async () => {
    const { environ, drain } = exchangeOf();
    async function* source(signal: AbortSignal): AsyncGenerator<ServerEvent> {
      drain();
      yield { data: String(signal.aborted) };
    }
    const seen: AbortSignal[] = [];
    const app = events(({ signal }) => {
      seen.push(signal);
      return source(signal);
    }).application;
    expect((await call(app, environ)).text).toBe(':\n\n');
    expect(seen[0]?.aborted).toBe(true);
  });

  // latitude-llm#2336: listeners that stayed on a signal which lives longer than the request.
  it.each(['read', 'unread'])('leaves no listener behind when it is closed %s', async (how) => {
    const opened = await open();
    const { signal, draining } = opened.environ['tsgi.exchange'];
    const count = { added: 0, removed: 0 };
    for (const target of [signal, draining]) {
      const { addEventListener, removeEventListener } = target;
      target.addEventListener = (...parameters: Parameters<typeof addEventListener>) => {
        count.added++;
        addEventListener.apply(target, parameters);
      };
      target.removeEventListener = (...parameters: Parameters<typeof removeEventListener>) => {
        count.removed++;
        removeEventListener.apply(target, parameters);
      };
    }
    if (how === 'read') await opened.next();
    await opened.close();
    expect(count).toEqual({ added: how === 'read' ? 2 : 0, removed: 2 });
    expect(await opened.next()).toBeUndefined();
    expect(opened.source.returned).toBe(how === 'read' ? 1 : 0);
  });

  it('does not wait for a source that hangs when it is closed', async () => {
    const opened = await open();
    // As in an async generator: behind a pending next(), return() waits.
    opened.source.return = () => new Promise(() => undefined);
    await opened.next();
    const waiting = opened.next();
    await opened.close();
    expect(await waiting).toBeUndefined();
  });

  it('passes on what its source throws when it is closed between two events', async () => {
    const opened = await open();
    const failure = new Error('cannot unsubscribe');
    opened.source.return = () => Promise.reject(failure);
    await opened.next();
    await expect(opened.close()).rejects.toBe(failure);
  });

  it('passes on the error of its source', async () => {
    const failure = new Error('queue lost');
    const { next, source } = await open();
    await next();
    const waiting = next();
    source.fail(failure);
    await expect(waiting).rejects.toBe(failure);
  });

  // honojs/hono#2164: an error of the source outside of any pull ended the process.
  it('keeps an error that comes while nobody pulls for the next pull', async () => {
    const failure = new Error('queue lost');
    const { next, source, clock } = await open();
    await next();
    const silent = next();
    clock.pass();
    await silent;
    source.fail(failure);
    await new Promise(setImmediate);
    await expect(next()).rejects.toBe(failure);
  });

  it('answers an error of a function that makes no source', async () => {
    const app = view(() =>
      events(() => {
        throw new Error('no queue');
      }),
    );
    expect((await call(app)).status).toBe('500 Internal Server Error');
  });

  it('refuses a retry that is none', () => {
    expect(() => events(new ManualSource(), { retry: 0.5 })).toThrow(expect.objectContaining({ code: 'event-field' }));
  });
});

/** The algorithm of the HTML Standard, §9.2.6, in short. */
function readEvents(text: string): { data: string; event: string; id: string }[] {
  const found: { data: string; event: string; id: string }[] = [];
  let fields: Record<string, string[]> = {};
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === '') {
      if (fields['data'] !== undefined) {
        found.push({
          data: fields['data'].join('\n'),
          event: fields['event']?.at(-1) ?? '',
          id: fields['id']?.at(-1) ?? '',
        });
      }
      fields = {};
      continue;
    }
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const name = line.slice(0, colon);
    (fields[name] ??= []).push(line.slice(colon + 1).replace(/^ /, ''));
  }
  return found;
}
