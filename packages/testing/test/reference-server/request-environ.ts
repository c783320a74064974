/** From a head to an environ whose parts are bound to a connection. */
import type { Socket } from 'node:net';
import { assertHead, type ErrorStream } from '@tsgi/protocol';
import { createEnviron, type TestEnviron } from '../../src/create-environ.ts';
import { MemoryInput } from '../../src/memory-input.ts';
import { TestExchange } from '../../src/test-exchange.ts';
import { TestLog } from '../../src/test-log.ts';
import { TestingError } from '../../src/testing-error.ts';
import type { Quirk } from './quirk.ts';
import type { RequestBody } from './request-body.ts';
import type { RequestHead } from './request-head.ts';

export interface ServerParts {
  /** What this server does wrong. */
  readonly quirk: Quirk | undefined;
  readonly errors: ErrorStream;
  readonly draining: AbortSignal;
}

/** Makes the environ; `undefined` is a 400. */
export function requestEnviron(
  head: RequestHead,
  body: RequestBody,
  socket: Socket,
  { errors, draining, quirk }: ServerParts,
): TestEnviron | undefined {
  const { method, target, version, isChunked, length, connection } = head;
  const isAbsolute = /^https?:\/\//i.test(target);
  if (!isAbsolute && !target.startsWith('/') && !(target === '*' && method === 'OPTIONS')) return undefined;
  const headers = head.headers.filter(([name]) => !(isAbsolute && name.toLowerCase() === 'host'));
  const wanted = { method, url: target, protocol: version, headers };
  const environ = environOf(wanted) ?? (quirk === 'takes any target' ? environOf({ ...wanted, url: '/' }) : undefined);
  if (environ === undefined) return undefined;
  if (quirk === 'takes headers with an underscore') {
    for (const [name, value] of headers) environ[`HTTP_${name.toUpperCase().replaceAll('-', '_')}`] = value;
  }
  if (quirk === 'asks for the body at once') socket.write('HTTP/1.1 100 Continue\r\n\r\n');
  const isBodiless = !isChunked && (length ?? 0) === 0;
  const log = new ServerLog(errors);
  const offered = headers
    .filter(([name]) => name.toLowerCase() === 'upgrade')
    .flatMap(([, value]) => value.split(/, */));
  const mayUpgrade = version === 'HTTP/1.1' && isBodiless && connection.includes('upgrade');
  const exchange = new TestExchange({
    errors: log,
    hints: version === 'HTTP/1.1',
    offered: mayUpgrade ? offered : [],
    draining,
  });
  if (exchange.earlyHints !== undefined) {
    exchange.earlyHints = (hints) => {
      assertHead('200 OK', hints);
      socket.write(
        `HTTP/1.1 103 Early Hints\r\n${hints.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
        'latin1',
      );
    };
  }
  if (version === 'HTTP/1.0' && !headers.some(([name]) => name.toLowerCase() === 'host')) delete environ['HTTP_HOST'];
  return Object.assign(environ, {
    REQUEST_URI: target,
    REMOTE_ADDR: socket.remoteAddress ?? '',
    REMOTE_PORT: String(socket.remotePort),
    'tsgi.input': inputOf(head, body, socket, exchange),
    'tsgi.errors': log,
    'tsgi.exchange': exchange,
  });
}

function environOf(options: Parameters<typeof createEnviron>[0]): TestEnviron | undefined {
  try {
    return createEnviron(options);
  } catch (error) {
    if (error instanceof TestingError) return undefined;
    throw error;
  }
}

function inputOf(head: RequestHead, body: RequestBody, socket: Socket, exchange: TestExchange): MemoryInput {
  const isAwaited = head.version === 'HTTP/1.1' && head.headers.some(([name]) => name.toLowerCase() === 'expect');
  let isAsked = !isAwaited;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    if (!isAsked) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    isAsked = true;
    const value = await body.next();
    return value === undefined ? { done: true, value } : { done: false, value };
  };
  return new MemoryInput(
    { [Symbol.asyncIterator]: () => ({ next }) },
    {
      length: head.length,
      left: exchange.left,
      isAwaited,
      end: () => {
        if (body.trailers !== undefined) exchange.trailers = body.trailers;
      },
    },
  );
}

/** Keeps nothing, and hands on what the server's log should get. */
class ServerLog extends TestLog {
  readonly #errors: ErrorStream;

  constructor(errors: ErrorStream) {
    super();
    this.#errors = errors;
  }

  override write(text: string): void {
    this.#errors.write(text);
  }
}
