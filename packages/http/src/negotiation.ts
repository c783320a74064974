/// <reference path="./negotiator.d.ts" />
/**
 * Content negotiation (RFC 9110 §12): which of what the server has the client likes best. The `negotiator` library
 * decides: quality first, then how exactly a type is named, then the client's order, then the order offered.
 */
import Negotiator from 'negotiator';

/**
 * The best of the media types offered, for an `Accept` header; the first one when the client sent none.
 * @returns `undefined` when the client accepts none of them
 */
export function acceptedType<const T extends string>(accept: string | undefined, offered: readonly T[]): T | undefined {
  if (accept === undefined) return offered[0];
  return decided('type', accept, offered, () => new Negotiator({ headers: { accept } }).mediaTypes([...offered])[0]);
}

/**
 * The best of the languages offered (`'zh-CN'`), for an `Accept-Language` header; the first one when there is none.
 * `de` in the header accepts `de-AT`, and the other way round.
 * @returns `undefined` when the client accepts none of them
 */
export function acceptedLanguage<const T extends string>(
  header: string | undefined,
  offered: readonly T[],
): T | undefined {
  if (header === undefined) return offered[0];
  const headers = { 'accept-language': header };
  return decided('language', header, offered, () => new Negotiator({ headers }).languages([...offered])[0]);
}

/**
 * The best of the content codings offered (`'br'`, `'gzip'`, `'identity'`), for an `Accept-Encoding` header. Without
 * one, `'identity'`, if it is offered. Between equals the first one offered wins, whatever the client's order.
 * @returns `undefined` when the client accepts none of them
 */
export function acceptedEncoding<const T extends string>(
  header: string | undefined,
  offered: readonly T[],
): T | undefined {
  const sent = header ?? '';
  const negotiator = () => new Negotiator({ headers: { 'accept-encoding': sent } });
  return decided('encoding', sent, offered, () => negotiator().encodings([...offered], { preferred: [...offered] })[0]);
}

/** The decision for a header, remembered: browsers have few of them, and send the same one each time. */
function decided<T extends string>(
  what: string,
  header: string,
  offered: readonly T[],
  decide: () => string | undefined,
): T | undefined {
  const key = `${what} ${offered.join()} ${header}`;
  if (remembered.has(key)) return offeredOne(offered, remembered.get(key));
  const choice = decide();
  // Whoever sends a new header each time makes us forget, and nothing worse.
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  if (key.length <= LONGEST_REMEMBERED) remembered.set(key, choice);
  return offeredOne(offered, choice);
}

const remembered = new Map<string, string | undefined>();
const MOST_REMEMBERED = 500;
const LONGEST_REMEMBERED = 1000;

function offeredOne<T extends string>(offered: readonly T[], chosen: string | undefined): T | undefined {
  return offered.find((one) => one === chosen);
}
