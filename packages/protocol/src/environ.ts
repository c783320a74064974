/**
 * The environ: one request, as a plain object with CGI's names (RFC 3875 §4.1, PEP 3333 "environ Variables").
 * A server makes a fresh one for each request; it flows inward, and each middleware may add keys in place.
 */

import type { Exchange } from './exchange.ts';
import type { ResponseBody } from './response-body.ts';

/**
 * What every server provides. All CGI values are strings, code points up to U+00FF; a missing value is a missing key.
 * Packages add keys named `tsgi.<package>`, typed by an interface `XEnviron` that they export.
 */
export interface Environ {
  /** The method exactly as sent, case kept: a token (RFC 9110 §9.1). */
  REQUEST_METHOD: string;
  /**
   * The part of the path that has led to this application: `''`, or a canonical path that starts with `/` and does not
   * end with one. A mount moves segments from `PATH_INFO` to it (see `shiftPath`).
   */
  SCRIPT_NAME: string;
  /**
   * The rest of the path, percent-encoded in one canonical form (RFC 3986 §6.2.2; see `canonicalPath`), never decoded:
   * whoever takes a segment out decodes that segment, once. `''` only below a mount, for `*` and for CONNECT.
   */
  PATH_INFO: string;
  /** The request target exactly as received (RFC 9112 §3.2). */
  REQUEST_URI: string;
  /** What follows the first `?` of the target, raw; `''` when there is none. */
  QUERY_STRING: string;
  /** The value of `Content-Type`; absent when the client sent none. */
  CONTENT_TYPE?: string;
  /** The length of the body in bytes, decimal digits; absent when the client sent none (chunked, or no body). */
  CONTENT_LENGTH?: string;
  /** The host that the client addressed: from the target or `Host`, without the port; else the server's address. */
  SERVER_NAME: string;
  /** The port that the client addressed, in decimal digits; the scheme's default when it named none. */
  SERVER_PORT: string;
  /** The protocol of the request: `'HTTP/1.0'` or `'HTTP/1.1'`. */
  SERVER_PROTOCOL: string;
  /** The peer's address, IPv4 or IPv6; `''` on a unix socket. */
  REMOTE_ADDR: string;
  /** The peer's port, in decimal digits; absent on a unix socket. */
  REMOTE_PORT?: string;
  /**
   * One key for each header of the request: `HTTP_USER_AGENT` for `User-Agent`. Repeated ones are joined with `, `,
   * `Cookie` with `; `. Left out: names with `_` in them, `Proxy` (httpoxy), and the server's own hop-by-hop headers
   * (RFC 9110 §7.6.1). `Content-Type` and `Content-Length` have their own keys.
   */
  [header: `HTTP_${string}`]: string | undefined;
  /** The version of this protocol, major and minor. */
  'tsgi.version': readonly [1, 0];
  /** The scheme of the URL that the client used. */
  'tsgi.url_scheme': 'http' | 'https';
  /** The body of the request. */
  'tsgi.input': InputStream;
  /** Where an application logs. */
  'tsgi.errors': ErrorStream;
  /** Whether another thread may call the application at the same time. Calls interleave at every `await` anyway. */
  'tsgi.multithread': boolean;
  /** Whether another process may run the same application at the same time. */
  'tsgi.multiprocess': boolean;
  /** Whether the application is called once only in the life of its process (CGI). */
  'tsgi.run_once': boolean;
  /** Makes a body of a file, which the server may send its own way. */
  'tsgi.file_wrapper': FileWrapper;
  /** This request and its response as the server sees them. One object, kept by identity in every copy of the environ. */
  'tsgi.exchange': Exchange;
}

/**
 * The body of a request. It ends by itself, a chunked one too; past the end every read gives an empty chunk. A body
 * that is truncated, malformed, too slow or over a limit rejects with an {@link InputError}; it never just ends.
 * One reader at a time: a second read while one is pending rejects.
 */
export interface InputStream extends AsyncIterable<Uint8Array> {
  /**
   * Reads up to `size` bytes, and fewer only at the end of the body.
   * @param size bytes, a whole number from 0; the rest of the body when left out.
   * @throws InputError
   */
  read(size?: number): Promise<Uint8Array>;
  /**
   * Reads up to and with the next LF; without one, to the end of the body.
   * @param limit the most bytes to read; no limit when left out.
   * @throws InputError
   */
  readLine(limit?: number): Promise<Uint8Array>;
  /** The rest of the body, chunk by chunk as they come. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array>;
}

/** A log. Takes any text; never throws. */
export interface ErrorStream {
  /** Appends text; `\n` ends a line. */
  write(text: string): void;
  /** Makes sure that what was written is on its way. */
  flush(): void;
}

/**
 * Makes a body of a file. A server recognises it when it is the body that reaches it, and may then send the file its
 * own way; to everybody else it is a body as any other. Sending starts where the file stands and ends at its end or
 * after `Content-Length` bytes; `file.close` is called when the body is closed.
 *
 * @param file what to send.
 * @param blockSize how many bytes to read at a time, a hint. The server chooses when it is left out.
 * @see PEP 3333, "Optional Platform-Specific File Handling"
 */
export type FileWrapper = (file: FileLike, blockSize?: number) => ResponseBody;

/**
 * A file to send: one that has a descriptor (a `FileHandle` of `node:fs/promises` is one), or anything that reads.
 */
export type FileLike =
  | {
      /** An open descriptor. */
      readonly fd: number;
      /** The byte to start at; where the descriptor stands when left out. */
      readonly start?: number;
      /** The most bytes to give; all to the end of the file when left out. */
      readonly length?: number;
      /** Closes the descriptor. */
      close?(): void | Promise<void>;
    }
  | {
      /** Reads up to `size` bytes; an empty chunk is the end. */
      read(size: number): Uint8Array | Promise<Uint8Array>;
      /** Frees what the reader holds. */
      close?(): void | Promise<void>;
    };
