/**
 * `staticFiles`: the files of a directory as an application. A path is decoded in one place (`file-path.ts`), and opened
 * in one (`root.ts`); what was found is remembered for a moment, so that a request for it costs no system call.
 */
import {
  acceptedEncoding,
  contentTypeOf,
  errorResponse,
  evaluateConditions,
  file,
  HttpError,
  HttpResponse,
  methodNotAllowed,
  notFound,
  notModified,
  parseConditions,
  preconditionFailed,
  redirect,
} from '@tsgi/http';
import {
  type Application,
  type Environ,
  forwardRoutes,
  type HeaderList,
  type ResponseBody,
  type Routed,
  type StartResponse,
} from '@tsgi/protocol';
import { FileCache } from './file-cache.ts';
import { type FilePath, parseFilePath } from './file-path.ts';
import { type FoundFile, foundFile } from './found-file.ts';
import { listing } from './listing.ts';
import type { Manifest } from './manifest.ts';
import { type OpenedFile, Root } from './root.ts';

/** Options of {@link staticFiles}. */
export interface StaticFilesOptions {
  /**
   * Gets the requests for which there is no file.
   * @default none: they are answered 404, or 405 when they are neither GET nor HEAD
   */
  readonly otherwise?: Application & Routed;
  /**
   * The files that stand for their directory, the first that is there.
   * @default ['index.html']
   */
  readonly index?: readonly string[];
  /**
   * Whether a directory without such a file is shown as a list.
   * @default false
   */
  readonly listing?: boolean;
  /**
   * Content types by the extension of the name, `'.webmanifest'`, before those that are known.
   * @default none
   */
  readonly types?: Readonly<Record<string, string>>;
  /**
   * `Cache-Control` by the path below the directory: the first pattern that matches counts.
   * @default 'no-cache' for every file: it may be kept, and is asked for again before it is used
   */
  readonly cacheControl?: readonly (readonly [pattern: RegExp, value: string])[];
  /**
   * Names that change with the content: what they name is `immutable` for a year, and found by them.
   * @default none
   */
  readonly manifest?: Manifest;
  /**
   * Whether `name.br`, `name.zst` and `name.gz` are sent in the place of `name` to clients that accept them.
   * @default true
   */
  readonly precompressed?: boolean;
  /**
   * For how long what was found out about a file is taken for true, in milliseconds.
   * @default 1000 where `NODE_ENV` is `'production'`, else 0: every change is seen at once
   */
  readonly maxStale?: number;
}

/**
 * Makes an application of the files of a directory: with their types, `ETag` and `Last-Modified`, conditional and range
 * requests (RFC 9110 §13, §14). Dotfiles, and whatever lies outside of the directory by any spelling or link, are not
 * there. A directory without a slash at its end is redirected to the one with it.
 * @param directory its path, or its URL: `new URL('../static', import.meta.url)`
 * @throws Error with the code `ENOENT` when there is nothing, and `ENOTDIR` when it is no directory
 * @throws RangeError when `maxStale` is no time, or a pattern of `cacheControl` has the flag g or y
 */
export function staticFiles(directory: string | URL, options: StaticFilesOptions = {}): Application & Routed {
  const site = new StaticSite(directory, options);
  const { otherwise } = options;
  const app: Application = (environ, startResponse) => site.answer(environ, startResponse);
  return otherwise === undefined ? app : forwardRoutes(otherwise, app);
}

class StaticSite {
  readonly #root: Root;
  readonly #options: StaticFilesOptions;
  readonly #maxStale: number;
  readonly #cache = new FileCache();

  constructor(directory: string | URL, options: StaticFilesOptions) {
    const stateful = options.cacheControl?.find(([pattern]) => pattern.global || pattern.sticky);
    if (stateful !== undefined)
      throw new RangeError(`The pattern ${String(stateful[0])} remembers where it was: leave out g and y`);
    this.#root = new Root(directory);
    this.#options = options;
    const { maxStale = 0 } = options;
    if (!(maxStale >= 0)) throw new RangeError(`maxStale is a number of milliseconds from 0, not ${maxStale}`);
    this.#maxStale = options.maxStale ?? (process.env['NODE_ENV'] === 'production' ? 1000 : 0);
  }

  answer(environ: Environ, startResponse: StartResponse): ResponseBody | Promise<ResponseBody> {
    const { REQUEST_METHOD: method, PATH_INFO: path } = environ;
    if (method !== 'GET' && method !== 'HEAD') return this.#leave(environ, startResponse);
    const encoding = this.#encodings(environ);
    const known = this.#cache.get(`${encoding} ${path}`);
    if (known !== undefined && Date.now() - known.foundAt < this.#maxStale && environ.HTTP_RANGE === undefined) {
      const answer = remembered(known, environ);
      if (answer !== undefined) return answer.send(environ, startResponse);
    }
    return this.#find(path, encoding, environ, startResponse);
  }

  /** What of precompressed content the client may get: one key for all that ask alike. */
  #encodings(environ: Environ): string {
    if (this.#options.precompressed === false) return '';
    return CODINGS.filter((coding) => acceptedEncoding(environ.HTTP_ACCEPT_ENCODING, [coding]) === coding).join();
  }

  #leave(environ: Environ, startResponse: StartResponse): ResponseBody | Promise<ResponseBody> {
    const { otherwise } = this.#options;
    if (otherwise !== undefined) return otherwise(environ, startResponse);
    const isReading = environ.REQUEST_METHOD === 'GET' || environ.REQUEST_METHOD === 'HEAD';
    const error = isReading ? notFound() : methodNotAllowed(['GET', 'HEAD']);
    return errorResponse(error, environ).send(environ, startResponse);
  }

  async #find(path: string, encoding: string, environ: Environ, startResponse: StartResponse): Promise<ResponseBody> {
    const parsed = parseFilePath(path);
    const answer = parsed === undefined ? undefined : await this.#locate(parsed, `${encoding} ${path}`, environ);
    return answer === undefined ? this.#leave(environ, startResponse) : answer.send(environ, startResponse);
  }

  async #locate({ names, isDirectory }: FilePath, key: string, environ: Environ): Promise<HttpResponse | undefined> {
    const own = this.#options.manifest?.file(names.join('/'));
    const wanted = own === undefined ? names : own.split('/');
    if (!isDirectory) {
      const found = await this.#root.open(wanted);
      if (found === 'directory') return (await this.#hasPage(wanted)) ? redirectToSlash(environ) : undefined;
      return found === undefined ? undefined : this.#send(found, wanted, own !== undefined, key, environ);
    }
    for (const index of this.#options.index ?? ['index.html']) {
      const found = await this.#root.open([...wanted, index]);
      if (found !== undefined && found !== 'directory') {
        return this.#send(found, [...wanted, index], false, key, environ);
      }
    }
    return this.#options.listing === true ? listing(this.#root, wanted) : undefined;
  }

  /** Whether a directory has something to show. */
  async #hasPage(names: readonly string[]): Promise<boolean> {
    if (this.#options.listing === true) return true;
    for (const index of this.#options.index ?? ['index.html']) {
      const found = await this.#root.open([...names, index]);
      if (found === undefined || found === 'directory') continue;
      await found.handle.close();
      return true;
    }
    return false;
  }

  async #send(
    plain: OpenedFile,
    names: readonly string[],
    isImmutable: boolean,
    key: string,
    environ: Environ,
  ): Promise<HttpResponse> {
    const [coding, opened] = await this.#neighbour(plain, names, environ);
    const described = this.#describe(names, coding, isImmutable);
    if (environ.HTTP_RANGE !== undefined) return file(opened.handle, { headers: described });
    const found = await foundFile(opened, described, Date.now());
    if (this.#maxStale > 0) this.#cache.set(key, found);
    return remembered(found, environ) ?? this.#stream(found, environ);
  }

  /** A file that is too large to be remembered: opened for each request that gets it. */
  async #stream(found: FoundFile, environ: Environ): Promise<HttpResponse> {
    const opened = await this.#root.reopen(found.realPath, found.stats);
    if (opened === undefined) return errorResponse(new HttpError(503, { headers: { 'Retry-After': '1' } }), environ);
    const { handle } = opened;
    const close = (): Promise<void> => handle.close();
    const body = environ['tsgi.file_wrapper']({ fd: handle.fd, start: 0, length: found.size, close });
    return new HttpResponse(body, { headers: found.headers });
  }

  /** The precompressed file that the client likes best, if there is one; the plain one is closed then. */
  async #neighbour(
    plain: OpenedFile,
    names: readonly string[],
    environ: Environ,
  ): Promise<readonly [coding: Coding | undefined | 'none', file: OpenedFile]> {
    if (this.#options.precompressed === false) return [undefined, plain];
    const path = names.join('/');
    let isThere = false;
    for (const coding of CODINGS) {
      const found = await this.#root.open([path + ENDINGS[coding]]);
      if (found === undefined || found === 'directory') continue;
      isThere = true;
      if (acceptedEncoding(environ.HTTP_ACCEPT_ENCODING, [coding]) === coding) {
        await plain.handle.close();
        return [coding, found];
      }
      await found.handle.close();
    }
    return [isThere ? 'none' : undefined, plain];
  }

  /** @param coding `'none'` when there are others, which this client does not accept */
  #describe(names: readonly string[], coding: Coding | 'none' | undefined, isImmutable: boolean): HeaderList {
    const { types = {}, cacheControl = [] } = this.#options;
    const path = names.join('/');
    const name = path.slice(path.lastIndexOf('/') + 1);
    const own = Object.entries(types).find(([ending]) => name.endsWith(ending))?.[1];
    const rule = cacheControl.find(([pattern]) => pattern.test(path))?.[1] ?? 'no-cache';
    return [
      ['Content-Type', own ?? contentTypeOf(name)],
      ['Cache-Control', isImmutable ? 'public, max-age=31536000, immutable' : rule],
      ['X-Content-Type-Options', 'nosniff'],
      ...(coding === undefined ? [] : [['Vary', 'Accept-Encoding'] as const]),
      ...(coding === undefined || coding === 'none' ? [] : [['Content-Encoding', coding] as const]),
    ];
  }
}

type Coding = 'br' | 'zstd' | 'gzip';

/** The smallest first. */
const CODINGS: readonly Coding[] = ['br', 'zstd', 'gzip'];
const ENDINGS: Readonly<Record<Coding, string>> = { br: '.br', zstd: '.zst', gzip: '.gz' };

/** The answer from what is known of a file; `undefined` when its content is to be read. */
function remembered(found: FoundFile, environ: Environ): HttpResponse | undefined {
  const response = new HttpResponse([], { headers: found.headers });
  switch (evaluateConditions(parseConditions(environ), environ.REQUEST_METHOD, found.validators)) {
    case 'not-modified':
      return notModified(response);
    case 'failed':
      return errorResponse(preconditionFailed(), environ);
    case 'proceed':
      if (environ.REQUEST_METHOD === 'HEAD') return response;
      if (found.content === undefined) return undefined;
      response.body = [found.content];
      return response;
  }
}

/** No path begins with two slashes here: an empty name is no name. */
function redirectToSlash({ SCRIPT_NAME, PATH_INFO, QUERY_STRING }: Environ): HttpResponse {
  const query = QUERY_STRING === '' ? '' : `?${QUERY_STRING.replaceAll('\\', '%5C')}`;
  return redirect(`${SCRIPT_NAME}${PATH_INFO}/${query}`, { status: 308 });
}
