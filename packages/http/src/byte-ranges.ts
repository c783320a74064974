/** Byte ranges (RFC 9110 §14.1.2, §14.2): what the client asks, and what of it there is. */

/** One range as it was asked for, in bytes; both ends are inclusive. */
export type RangeSpec =
  | { readonly kind: 'from'; readonly first: number; readonly last: number | undefined }
  /** The last `length` bytes. */
  | { readonly kind: 'suffix'; readonly length: number };

/** A part of something, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * Parses a `Range` header.
 * @returns `undefined` for what is to be ignored: another unit, a malformed set, more than 16 ranges
 */
export function parseRange(header: string | undefined): readonly RangeSpec[] | undefined {
  const set = /^bytes=(.*)$/i.exec(header ?? '')?.[1];
  if (set === undefined) return undefined;
  const members = set.split(',', RANGES_LIMIT + 1).map((member) => member.trim());
  const specs = members.filter((member) => member !== '').map(parseSpec);
  if (specs.length === 0 || members.length > RANGES_LIMIT) return undefined;
  return specs.every((spec) => spec !== undefined) ? specs : undefined;
}

/**
 * The parts of something of `size` bytes that a set of ranges asks for: in their order in it, none empty, none
 * touching another. Never more than `size` bytes, however the ranges overlap.
 * @returns an empty list when there is nothing that was asked for (416)
 */
export function satisfyRanges(specs: readonly RangeSpec[], size: number): readonly ByteRange[] {
  const wanted = specs.map((spec) => boundsOf(spec, size)).filter(({ first, last }) => first <= last);
  wanted.sort((a, b) => a.first - b.first);
  const joined: { first: number; last: number }[] = [];
  for (const { first, last } of wanted) {
    const previous = joined.at(-1);
    if (previous !== undefined && first <= previous.last + 1) previous.last = Math.max(previous.last, last);
    else joined.push({ first, last });
  }
  return joined.map(({ first, last }) => ({ start: first, length: last - first + 1 }));
}

/** `Content-Range` of a part (RFC 9110 §14.4). */
export function formatContentRange({ start, length }: ByteRange, size: number): string {
  return `bytes ${start}-${start + length - 1}/${size}`;
}

const RANGES_LIMIT = 16;

function parseSpec(member: string): RangeSpec | undefined {
  const [, first = '', last = ''] = /^([0-9]{0,15})-([0-9]{0,15})$/.exec(member) ?? [];
  if (first === '') return last === '' ? undefined : { kind: 'suffix', length: Number(last) };
  if (last === '') return { kind: 'from', first: Number(first), last: undefined };
  return Number(first) > Number(last) ? undefined : { kind: 'from', first: Number(first), last: Number(last) };
}

function boundsOf(spec: RangeSpec, size: number): { first: number; last: number } {
  if (spec.kind === 'suffix') return { first: Math.max(0, size - spec.length), last: size - 1 };
  return { first: spec.first, last: Math.min(spec.last ?? size - 1, size - 1) };
}
