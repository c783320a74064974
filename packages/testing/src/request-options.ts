/** What a test says about a request. */
import type { HeaderFields } from '@tsgi/http';
import type { BodySource } from './memory-input.ts';

/** A request beyond its method and URL. It has one body at most: `json`, `form` and `files`, or `body`. */
export type RequestOptions = RequestHeadOptions & RequestBodyOptions;

/** What goes around the body. */
export interface RequestHeadOptions {
  /**
   * Added to the URL's query. A name with an array repeats.
   * @default none
   */
  readonly query?: Fields;
  /**
   * Headers of this request; they take the place of the client's own of the same name.
   * @default none
   */
  readonly headers?: HeaderFields;
  /**
   * Whether to follow redirects; by default not to another host, since the client has one application only.
   * `'any-host'` sends requests for other hosts to that application too. Where it is off, the response of the redirect
   * is the response.
   * @default false, or what the client was made with
   */
  readonly followRedirects?: boolean | 'any-host';
  /**
   * Has the client leave when it aborts: `exchange.signal` aborts and the body is closed. What waits for the response
   * rejects with the signal's reason.
   * @default never
   */
  readonly signal?: AbortSignal;
}

/** The body: one of four. Each sets its own `Content-Type`, unless the headers do. */
export type RequestBodyOptions =
  | { readonly json?: never; readonly form?: never; readonly files?: never; readonly body?: never }
  /** A value, sent as `application/json`. */
  | { readonly json: unknown; readonly form?: never; readonly files?: never; readonly body?: never }
  /** Fields and files, sent as `multipart/form-data` when there are files, else as a form without them is. */
  | {
      readonly form?: Fields;
      readonly files?: Readonly<Record<string, FormFile | readonly FormFile[]>>;
      readonly json?: never;
      readonly body?: never;
    }
  /** Text (as UTF-8) or bytes with their `Content-Length`, or chunks that come one by one without. */
  | {
      readonly body: string | Uint8Array | BodySource;
      readonly json?: never;
      readonly form?: never;
      readonly files?: never;
    };

/** Names with their values. One whose value is an array repeats; `undefined` leaves it out. */
export type Fields = URLSearchParams | Readonly<Record<string, Field | undefined | readonly Field[]>>;

/** A value, as text. */
export type Field = string | number | boolean;

/** A file to upload. */
export interface FormFile {
  /** The file's name, as the client sends it. */
  readonly name: string;
  /** What is in it; text becomes UTF-8. */
  readonly content: string | Uint8Array;
  /** @default 'application/octet-stream' */
  readonly type?: string;
}
