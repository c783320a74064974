/**
 * An answer by exception: the application, or something it calls, chose a status. Thrown anywhere below a view, it
 * becomes its response; its message is shown to the client.
 */
import { status as statusText } from '@tsgi/protocol';
import { type HeaderFields, headerList } from './response-headers.ts';

/** What goes with an {@link HttpError}. */
export interface HttpErrorOptions {
  /**
   * What went wrong, for the client to read.
   * @default the status's reason
   */
  readonly message?: string;
  /**
   * A stable name for programs to read.
   * @default the status's reason in kebab-case: `'not-found'`
   */
  readonly code?: string;
  /**
   * Headers of the response, such as `Retry-After`.
   * @default none
   */
  readonly headers?: HeaderFields;
  /**
   * More members of the problem document (RFC 9457 §3.2); they must have a JSON form.
   * @default none
   */
  readonly members?: Readonly<Record<string, unknown>>;
  /** The error behind this one. Logged with a 5xx, never shown. */
  readonly cause?: unknown;
}

/** An error that has a status, 400 to 599. */
export class HttpError extends Error {
  override readonly name: string = 'HttpError';
  readonly status: number;
  readonly code: string;
  readonly headers: HeaderFields;
  readonly members: Readonly<Record<string, unknown>>;

  /** @throws RangeError when the status is not one of 400 to 599 */
  constructor(status: number, options: HttpErrorOptions = {}) {
    if (!(status >= 400)) throw new RangeError(`The status of an HttpError is 400 to 599, not ${status}`);
    const reason = statusText(status).slice(4);
    super(options.message ?? reason, 'cause' in options ? { cause: options.cause } : undefined);
    this.status = status;
    this.code = options.code ?? reason.toLowerCase().replaceAll(' ', '-');
    this.headers = options.headers ?? [];
    this.members = options.members ?? {};
  }
}

/** What a maker of one status takes: {@link HttpErrorOptions}, or the message alone. */
export type ErrorDetails = string | HttpErrorOptions;

/** 400: the request makes no sense. */
export function badRequest(details?: ErrorDetails): HttpError {
  return new HttpError(400, optionsOf(details));
}

/**
 * 401: who are you?
 * @param challenge the value of `WWW-Authenticate`, which a 401 must have (RFC 9110 §15.5.2)
 */
export function unauthorized(challenge: string, details?: ErrorDetails): HttpError {
  return new HttpError(401, withHeader('WWW-Authenticate', challenge, details));
}

/** 403: not for you. */
export function forbidden(details?: ErrorDetails): HttpError {
  return new HttpError(403, optionsOf(details));
}

/** 404: there is nothing here. */
export function notFound(details?: ErrorDetails): HttpError {
  return new HttpError(404, optionsOf(details));
}

/**
 * 405: this is not done here.
 * @param allow the methods that are, for the `Allow` header (RFC 9110 §15.5.6)
 */
export function methodNotAllowed(allow: readonly string[], details?: ErrorDetails): HttpError {
  return new HttpError(405, withHeader('Allow', allow.join(', '), details));
}

/** 406: none of what there is does the client accept. */
export function notAcceptable(details?: ErrorDetails): HttpError {
  return new HttpError(406, optionsOf(details));
}

/** 409: somebody else was faster. */
export function conflict(details?: ErrorDetails): HttpError {
  return new HttpError(409, optionsOf(details));
}

/** 410: there was something here. */
export function gone(details?: ErrorDetails): HttpError {
  return new HttpError(410, optionsOf(details));
}

/** 412: a condition of the request does not hold. */
export function preconditionFailed(details?: ErrorDetails): HttpError {
  return new HttpError(412, optionsOf(details));
}

/** 415: the body is of a kind that is not read here. */
export function unsupportedMediaType(details?: ErrorDetails): HttpError {
  return new HttpError(415, optionsOf(details));
}

/** 422: understood, but wrong. */
export function unprocessable(details?: ErrorDetails): HttpError {
  return new HttpError(422, optionsOf(details));
}

/**
 * 429: too often.
 * @param retryAfter seconds, for the `Retry-After` header
 */
export function tooManyRequests(retryAfter: number, details?: ErrorDetails): HttpError {
  return new HttpError(429, withHeader('Retry-After', String(Math.ceil(retryAfter)), details));
}

/**
 * 503: not now.
 * @param retryAfter seconds, for the `Retry-After` header
 */
export function serviceUnavailable(retryAfter: number, details?: ErrorDetails): HttpError {
  return new HttpError(503, withHeader('Retry-After', String(Math.ceil(retryAfter)), details));
}

function optionsOf(details: ErrorDetails = {}): HttpErrorOptions {
  return typeof details === 'string' ? { message: details } : details;
}

function withHeader(name: string, value: string, details?: ErrorDetails): HttpErrorOptions {
  const options = optionsOf(details);
  return { ...options, headers: [...headerList(options.headers ?? []), [name, value]] };
}
