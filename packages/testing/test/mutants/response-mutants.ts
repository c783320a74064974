/** Servers that are wrong about a response. */
import { fileOf, isArrayBody, type ResponseBody, removeHeader, type StartResponse, type Write } from '@tsgi/protocol';
import { chunksOf, layered, type Mutant, misreporting, quirky, withBody } from './mutant.ts';

const encode = (text: string): Uint8Array => Buffer.from(text);

/** A server whose `startResponse` is another one. */
function withStart(what: string, rules: readonly string[], change: (of: StartResponse) => StartResponse): Mutant {
  return layered(what, rules, (app) => (environ, startResponse) => app(environ, change(startResponse)));
}

/** A server whose `write` is another one. */
function withWrite(what: string, rules: readonly string[], change: (of: Write) => Write): Mutant {
  return withStart(
    what,
    rules,
    (startResponse) =>
      (...args) =>
        change(startResponse(...args)),
  );
}

/** What is not thrown back at the application: the first head stays. */
function forgiving(isForgiven: (failure: unknown) => boolean): (of: StartResponse) => StartResponse {
  return (startResponse) => (status, headers, failure) => {
    try {
      return startResponse(status, headers, failure);
    } catch (error) {
      if (!isForgiven(failure)) throw error;
      return () => Promise.resolve();
    }
  };
}

function isIterable(body: unknown): body is ResponseBody {
  return typeof body === 'object' && body !== null && (Symbol.iterator in body || Symbol.asyncIterator in body);
}

/** The same chunks, and what else is said of the body. */
function iterating(body: ResponseBody, over: object): ResponseBody {
  return { [Symbol.asyncIterator]: () => chunksOf(body), ...over };
}

export const responseMutants: readonly Mutant[] = [
  withStart(
    'takes any head',
    ['start-response-forgiving', 'start-response-twice'],
    forgiving(() => true),
  ),
  withStart('sends the head at once', ['start-response-sends'], (startResponse) => (status, headers, failure) => {
    const write = startResponse(status, headers, failure);
    void write(encode(' '));
    return write;
  }),
  withStart(
    'keeps the first head',
    ['start-response-sends'],
    (startResponse) => (status, headers, failure) =>
      failure === undefined ? startResponse(status, headers) : () => Promise.resolve(),
  ),
  withStart(
    'does not rethrow',
    ['failure-not-rethrown'],
    forgiving((failure) => failure !== undefined),
  ),
  withStart(
    'takes a start at any time',
    ['start-response-settled', 'start-response-twice'],
    forgiving((failure) => failure === undefined),
  ),
  withStart('keeps failures', ['failure-kept'], (startResponse) => {
    return (status, headers, failure) => {
      kept.push(failure);
      return startResponse(status, headers, failure);
    };
  }),
  layered('starts what was not started', ['start-response-missing'], (app) => (environ, startResponse) => {
    let start: StartResponse = startResponse;
    const returned = app(environ, (...args) => {
      start = () => () => Promise.resolve();
      return startResponse(...args);
    });
    if (!(returned instanceof Promise)) start('200 OK', []);
    return returned;
  }),
  layered('wants the head at the call', ['head-early'], (app) => (environ, startResponse) => {
    const starts: unknown[] = [];
    const returned = app(environ, (...args) => {
      starts.push(args);
      return startResponse(...args);
    });
    if (starts.length === 0) throw new Error('no head');
    return returned;
  }),
  withWrite('lets a write overtake', ['write-reordered'], (write) => {
    let count = 0;
    return async (chunk) => {
      if (count++ === 0) await Promise.resolve();
      return write(chunk);
    };
  }),
  layered('writes when the application returns', ['write-result'], (app) => async (environ, startResponse) => {
    const written: Uint8Array[] = [];
    const body = await app(environ, (...args) => {
      startResponse(...args);
      return async (chunk) => void written.push(chunk);
    });
    if (written.length === 0) return body;
    return (async function* () {
      yield* written;
      yield* body;
    })();
  }),
  withWrite('takes a late write', ['write-late'], (write) => (chunk) => write(chunk).catch(() => undefined)),
  withBody('commits with an empty chunk', ['head-early'], (body) => {
    if (isArrayBody(body) || fileOf in body) return body;
    return (async function* () {
      for await (const chunk of chunksOf(body)) yield chunk.length === 0 ? encode(' ') : chunk;
    })();
  }),
  withStart('joins headers', ['head-incomplete'], (startResponse) => (status, headers, failure) => {
    const joined = new Map<string, string>();
    for (const [name, value] of headers) {
      const before = joined.get(name.toLowerCase());
      joined.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
    }
    return startResponse(status, headers.length < 2 ? headers : [...joined], failure);
  }),
  quirky('adds no Date', ['head-incomplete']),
  quirky('frames by closing', ['head-framing']),
  quirky('frames everything by chunks', ['head-framing']),
  quirky('invents lengths', ['head-framing']),
  withBody('gathers the body', ['body-hurried', 'head-early'], (body) => {
    if (isArrayBody(body) || fileOf in body) return body;
    return (async function* () {
      const chunks: Uint8Array[] = [];
      for await (const chunk of chunksOf(body)) chunks.push(chunk);
      yield* chunks;
    })();
  }),
  quirky('never waits for the socket', ['body-hurried']),
  withBody('pulls a synchronous body at once', ['body-hogs'], (body) => {
    if (isArrayBody(body) || !(Symbol.iterator in body) || 'close' in body) return body;
    return [...body];
  }),
  quirky('counts the first chunk', ['head-framing']),
  withStart(
    'ignores Content-Length',
    ['body-length-broken', 'head-framing'],
    (startResponse) => (status, headers, failure) =>
      startResponse(status, removeHeader(headers, 'Content-Length'), failure),
  ),
  quirky('ends a failed body', ['body-truncated-silently']),
  quirky('sends a body where there is none', ['body-sent-for-head']),
  withBody('sends text', ['chunk-invalid'], (body) => {
    if (!isArrayBody(body)) return body;
    const chunks: readonly unknown[] = body;
    return chunks.map((chunk) => (typeof chunk === 'string' ? encode(chunk) : (chunk as Uint8Array)));
  }),
  withBody('takes no body for an empty one', ['body-invalid'], (body: unknown) => (isIterable(body) ? body : [])),
  withBody('ends a body that throws', ['call-failure-unanswered', 'body-truncated-silently'], (body) => {
    if (isArrayBody(body) || fileOf in body) return body;
    return (async function* () {
      try {
        yield* chunksOf(body);
      } catch {
        return;
      }
    })();
  }),
  withBody('forgets to close', ['body-not-closed'], (body) => iterating(body, {})),
  withBody('closes twice', ['body-not-closed'], (body) => {
    const close = (): void => {
      void body.close?.();
      void body.close?.();
    };
    return isArrayBody(body) ? Object.assign([...body], { close }) : iterating(body, { close });
  }),
  withBody('does not return a body', ['body-not-returned', 'close-before-signal'], (body) => {
    if (isArrayBody(body) || !(Symbol.asyncIterator in body)) return body;
    return {
      [Symbol.asyncIterator]: () => {
        const iterator = body[Symbol.asyncIterator]();
        return { next: () => iterator.next() };
      },
      close: () => body.close?.(),
    };
  }),
  withBody('waits for the return', ['return-awaited'], (body) => {
    if (isArrayBody(body) || !(Symbol.asyncIterator in body)) return body;
    const iterator = body[Symbol.asyncIterator]();
    return {
      [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }),
      close: async () => {
        await iterator.return?.();
        await body.close?.();
      },
    };
  }),
  withBody('stops at a return that throws', ['close-failure-sent'], (body) => {
    if (isArrayBody(body) || !(Symbol.asyncIterator in body)) return body;
    const iterator = body[Symbol.asyncIterator]();
    let isOver = false;
    const next = async (): Promise<IteratorResult<Uint8Array>> => {
      const step = await iterator.next();
      isOver = step.done === true;
      return step;
    };
    const close = async (): Promise<void> => {
      if (!isOver) await iterator.return?.();
      await body.close?.();
    };
    return { [Symbol.asyncIterator]: () => ({ next }), close };
  }),
  misreporting('ignores where a file starts', ['file-range'], ({ 'tsgi.file_wrapper': wrap }) => ({
    'tsgi.file_wrapper': (file: object, size?: number) =>
      wrap({ ...file, start: 0 } as Parameters<typeof wrap>[0], size),
  })),
  withBody('trusts any file body', ['file-unrecognised'], (body) => (fileOf in body ? [encode('a file')] : body)),
  misreporting('leaves files open', ['file-sent-early', 'file-range'], ({ 'tsgi.file_wrapper': wrap }) => ({
    'tsgi.file_wrapper': (...args: Parameters<typeof wrap>) => Object.assign(wrap(...args), { close: () => undefined }),
  })),
  misreporting('sends the first block of a file', ['file-wrapper-invalid'], ({ 'tsgi.file_wrapper': wrap }) => ({
    'tsgi.file_wrapper': (...args: Parameters<typeof wrap>) =>
      (async function* () {
        for await (const chunk of wrap(...args)) {
          yield chunk;
          break;
        }
      })(),
  })),
];

const kept: unknown[] = [];
