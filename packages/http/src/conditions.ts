/**
 * Conditional requests (RFC 9110 §13): what the client's headers ask, and the decision in the order of §13.2.2.
 */
import type { Environ } from '@tsgi/protocol';
import {
  type EntityTag,
  type EntityTagList,
  formatEntityTag,
  parseEntityTag,
  parseEntityTags,
  strongMatch,
  weakMatch,
} from './entity-tag.ts';
import { formatHttpDate, parseHttpDate } from './http-date.ts';
import { preconditionFailed } from './http-error.ts';
import { HttpResponse } from './http-response.ts';

/** The conditional headers of a request; those absent or malformed are `undefined`. Dates are milliseconds since 1970. */
export interface Conditions {
  readonly ifMatch: EntityTagList | undefined;
  readonly ifUnmodifiedSince: number | undefined;
  readonly ifNoneMatch: EntityTagList | undefined;
  readonly ifModifiedSince: number | undefined;
  /** Whether a `Range` still fits: a tag or a date. `'invalid'` fits nothing. */
  readonly ifRange: EntityTag | number | 'invalid' | undefined;
}

/** What the server knows of the representation it would send. */
export interface Validators {
  /**
   * Its entity tag.
   * @default none
   */
  readonly etag?: EntityTag;
  /**
   * When it was last changed, in milliseconds since 1970; fractions of a second do not count.
   * @default unknown
   */
  readonly lastModified?: number;
}

/** Reads the conditional headers of a request. */
export function parseConditions(environ: Environ): Conditions {
  const { HTTP_IF_MATCH, HTTP_IF_NONE_MATCH } = environ;
  return {
    ifMatch: HTTP_IF_MATCH === undefined ? undefined : parseEntityTags(HTTP_IF_MATCH),
    ifUnmodifiedSince: dateOf(environ.HTTP_IF_UNMODIFIED_SINCE),
    ifNoneMatch: HTTP_IF_NONE_MATCH === undefined ? undefined : parseEntityTags(HTTP_IF_NONE_MATCH),
    ifModifiedSince: dateOf(environ.HTTP_IF_MODIFIED_SINCE),
    ifRange: ifRangeOf(environ.HTTP_IF_RANGE),
  };
}

/**
 * Decides by RFC 9110 §13.2.2, steps 1 to 4.
 * @param current the representation there is, `undefined` when there is none
 */
export function evaluateConditions(
  { ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince }: Conditions,
  method: string,
  current: Validators | undefined,
): 'proceed' | 'not-modified' | 'failed' {
  const changed = seconds(current?.lastModified);
  const reads = method === 'GET' || method === 'HEAD';
  // 1 and 2: is it still what the client has seen?
  if (ifMatch !== undefined) {
    if (!isListed(ifMatch, current, strongMatch)) return 'failed';
  } else if (ifUnmodifiedSince !== undefined && changed !== undefined) {
    if (changed > ifUnmodifiedSince) return 'failed';
  }
  // 3 and 4: is it something that the client has not got?
  if (ifNoneMatch !== undefined) {
    if (isListed(ifNoneMatch, current, weakMatch)) return reads ? 'not-modified' : 'failed';
  } else if (reads && ifModifiedSince !== undefined && changed !== undefined) {
    if (changed <= ifModifiedSince) return 'not-modified';
  }
  return 'proceed';
}

/**
 * Step 5 of RFC 9110 §13.2.2: whether a `Range` is to be honoured. Needs a strong validator: a part of something else
 * would be joined to what the client has.
 * @param isStrong whether the date is a strong validator (§8.8.2.2)
 */
export function rangeStillFits(
  { ifRange }: Conditions,
  { etag, lastModified }: Validators,
  isStrong: boolean,
): boolean {
  if (ifRange === undefined) return true;
  if (ifRange === 'invalid') return false;
  if (typeof ifRange === 'number') return isStrong && seconds(lastModified) === ifRange;
  return etag !== undefined && strongMatch(ifRange, etag);
}

/**
 * Checks the conditions of a request before any work is done, or any state changed:
 * `const answer = checkConditions(request.environ, { etag }); if (answer !== undefined) return answer;`
 *
 * @param current the representation there is, `undefined` when there is none
 * @returns the 304 to answer with; `undefined` when the request is to be performed
 * @throws HttpError `precondition-failed` (412)
 */
export function checkConditions(environ: Environ, current: Validators | undefined): HttpResponse | undefined {
  const decision = evaluateConditions(parseConditions(environ), environ.REQUEST_METHOD, current);
  if (decision === 'failed') throw preconditionFailed();
  return decision === 'not-modified' ? addValidators(new HttpResponse([], { status: 304 }), current ?? {}) : undefined;
}

/** Sets `ETag` and `Last-Modified`. */
export function addValidators(response: HttpResponse, { etag, lastModified }: Validators): HttpResponse {
  if (etag !== undefined) response.headers.set('ETag', formatEntityTag(etag));
  if (lastModified !== undefined) response.headers.set('Last-Modified', formatHttpDate(lastModified));
  return response;
}

function dateOf(header: string | undefined): number | undefined {
  return header === undefined ? undefined : parseHttpDate(header);
}

function ifRangeOf(header: string | undefined): Conditions['ifRange'] {
  if (header === undefined) return undefined;
  return parseEntityTag(header) ?? parseHttpDate(header) ?? 'invalid';
}

function isListed(
  listed: EntityTagList,
  current: Validators | undefined,
  match: (a: EntityTag, b: EntityTag) => boolean,
): boolean {
  if (current === undefined) return false;
  const { etag } = current;
  return listed === '*' || (etag !== undefined && listed.some((one) => match(one, etag)));
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.floor(milliseconds / 1000) * 1000;
}
