/** Makes an environ by hand, the way a server makes one of what a client has sent. */
import type { HeaderFields } from '@tsgi/http';
import { type Environ, type HeaderList, isHopByHop } from '@tsgi/protocol';
import { wrapFile } from './file-body.ts';
import { type BodySource, MemoryInput } from './memory-input.ts';
import { hostOf, parseTarget, portOf } from './request-target.ts';
import { TestExchange } from './test-exchange.ts';
import { TestLog } from './test-log.ts';
import { TestingError } from './testing-error.ts';

/** What an environ made by {@link createEnviron} holds beyond the protocol. */
export interface TestEnviron extends Environ {
  'tsgi.input': MemoryInput;
  'tsgi.errors': TestLog;
  'tsgi.exchange': TestExchange;
}

/** The parts of an environ that are this package's own. A middleware may put others in their place for what it wraps. */
export interface TestParts {
  readonly input: MemoryInput;
  readonly errors: TestLog;
  readonly exchange: TestExchange;
}

/** The parts of an environ, to be taken before an application is called with it. */
export function partsOf(environ: TestEnviron): TestParts {
  return {
    input: environ['tsgi.input'],
    errors: environ['tsgi.errors'],
    exchange: environ['tsgi.exchange'],
  };
}

/** A request. */
export interface EnvironOptions {
  /** @default 'GET' */
  readonly method?: string;
  /**
   * A path with or without a query, or an absolute URL, which gives scheme, host and port too.
   * @default '/', on http://localhost
   */
  readonly url?: string;
  /**
   * The front of the path at which the application is mounted; it becomes `SCRIPT_NAME`.
   * @default ''
   */
  readonly scriptName?: string;
  /** @default 'HTTP/1.1' */
  readonly protocol?: 'HTTP/1.0' | 'HTTP/1.1';
  /**
   * The headers that the client sends. As a server does, it leaves those out that are its own; `Upgrade` gives the
   * exchange its `upgrade`, and `Expect: 100-continue` has the first read answered.
   * @default none but `Host`
   */
  readonly headers?: HeaderFields;
  /**
   * The body. Text and bytes get a `Content-Length`; chunks do not, as if they came chunked.
   * @default none
   */
  readonly body?: string | Uint8Array | BodySource | undefined;
  /**
   * The trailer fields behind the body.
   * @default none
   */
  readonly trailers?: HeaderList;
  /** @default '127.0.0.1' */
  readonly remoteAddress?: string;
  /**
   * Aborts when the server begins to stop; `environ['tsgi.exchange'].drain()` says so too.
   * @default never
   */
  readonly draining?: AbortSignal;
}

/**
 * Makes the environ of a request, ready for one call of an application.
 * @throws TestingError `request-refused` for what a server answers with 400 before it calls an application
 */
export function createEnviron(options: EnvironOptions = {}): TestEnviron {
  const { method = 'GET', url = '/', protocol = 'HTTP/1.1', remoteAddress = '127.0.0.1', scriptName = '' } = options;
  const { scheme, authority, target, path, query } = parseTarget(method, url);
  const headers = new Map([['host', authority], ...joined(options.headers ?? [])]);
  const host = headers.get('host') ?? authority;
  const body = bodyOf(options.body);
  if (body.length !== undefined && !headers.has('content-length')) headers.set('content-length', String(body.length));
  const errors = new TestLog();
  const isBodiless = options.body === undefined && (headers.get('content-length') ?? '0') === '0';
  const exchange = new TestExchange({
    errors,
    hints: protocol === 'HTTP/1.1',
    offered: protocol === 'HTTP/1.1' && isBodiless ? listOf(headers.get('upgrade')) : [],
    draining: options.draining,
  });
  const input = new MemoryInput(body.chunks, {
    length: numberOf(headers.get('content-length')),
    left: exchange.left,
    isAwaited: protocol === 'HTTP/1.1' && headers.get('expect')?.toLowerCase() === '100-continue',
    end: () => {
      if (options.trailers !== undefined) exchange.trailers = options.trailers;
    },
  });
  return {
    REQUEST_METHOD: checked('method', method, TOKEN),
    SCRIPT_NAME: scriptName,
    PATH_INFO: below(scriptName, path),
    REQUEST_URI: target,
    QUERY_STRING: query,
    SERVER_NAME: hostOf(host),
    SERVER_PORT: portOf(host, scheme),
    SERVER_PROTOCOL: protocol,
    REMOTE_ADDR: remoteAddress,
    REMOTE_PORT: '50000',
    ...variables(headers),
    'tsgi.version': [1, 0],
    'tsgi.url_scheme': scheme,
    'tsgi.input': input,
    'tsgi.errors': errors,
    'tsgi.multithread': false,
    'tsgi.multiprocess': false,
    'tsgi.run_once': false,
    'tsgi.file_wrapper': wrapFile,
    'tsgi.exchange': exchange,
  };
}

/** Header fields as a list. */
export function headerList(fields: HeaderFields): HeaderList {
  return isList(fields) ? fields : Object.entries(fields);
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// RFC 9110 §5.5.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Names in lower case, with repeated fields joined as a server joins them. Checked: a client cannot send others. */
function joined(fields: HeaderFields): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of headerList(fields)) {
    const key = checked('header name', name, TOKEN).toLowerCase();
    const text = checked(`value of ${name}`, value, VALUE).trim();
    const before = headers.get(key);
    headers.set(key, before === undefined ? text : `${before}${key === 'cookie' ? '; ' : ', '}${text}`);
  }
  return headers;
}

/** The CGI variables of the headers. Left out: hop-by-hop ones, `_` in a name (spoofing), `Proxy` (httpoxy). */
function variables(headers: ReadonlyMap<string, string>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (name === 'content-type') found['CONTENT_TYPE'] = value;
    else if (name === 'content-length') found['CONTENT_LENGTH'] = value;
    else if (!isHopByHop(name) && !name.includes('_') && name !== 'proxy') {
      found[`HTTP_${name.toUpperCase().replaceAll('-', '_')}`] = value;
    }
  }
  return found;
}

function bodyOf(body: EnvironOptions['body']): { readonly chunks: BodySource; readonly length: number | undefined } {
  if (body === undefined) return { chunks: [], length: undefined };
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return bytes instanceof Uint8Array ? { chunks: [bytes], length: bytes.length } : { chunks: bytes, length: undefined };
}

function below(scriptName: string, path: string): string {
  if (scriptName === '') return path;
  const rest = path.slice(scriptName.length);
  if (path.startsWith(scriptName) && (rest === '' || rest.startsWith('/'))) return rest;
  throw new TestingError('request-refused', `${path} is not below ${scriptName}`);
}

function numberOf(length: string | undefined): number | undefined {
  return length === undefined ? undefined : Number(checked('Content-Length', length, /^[0-9]+$/));
}

function listOf(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}

function checked(what: string, text: string, pattern: RegExp): string {
  if (pattern.test(text)) return text;
  throw new TestingError('request-refused', `The ${what} cannot be sent: ${JSON.stringify(text)}`);
}

function isList(fields: HeaderFields): fields is HeaderList {
  return Array.isArray(fields);
}
