/** Entity tags (RFC 9110 §8.8.3). */
import { createHash } from 'node:crypto';
import { UsageError } from './usage-error.ts';

/** An entity tag. A strong one promises the same bytes, a weak one the same meaning. */
export interface EntityTag {
  /** What stands between the quotes. */
  readonly opaque: string;
  readonly weak: boolean;
}

/** The tags of an `If-Match` or `If-None-Match`: `'*'` is whatever there is. */
export type EntityTagList = '*' | readonly EntityTag[];

/** The entity tag of content: its SHA-256, shortened. The same content has the same tag on every machine. */
export function entityTagOf(content: string | Uint8Array): EntityTag {
  return { opaque: createHash('sha256').update(content).digest('base64url').slice(0, 27), weak: false };
}

/**
 * A tag as it is sent: `"abc"` or `W/"abc"`.
 * @throws UsageError `entity-tag` when it holds a quote, a space, a control or a code point above U+00FF
 */
export function formatEntityTag({ opaque, weak }: EntityTag): string {
  if (!OPAQUE.test(opaque)) throw new UsageError('entity-tag', `No entity tag: ${JSON.stringify(opaque)}`);
  return weak ? `W/"${opaque}"` : `"${opaque}"`;
}

/** Parses one tag; `undefined` for anything else. */
export function parseEntityTag(text: string): EntityTag | undefined {
  const tags = parseEntityTags(text);
  return tags === '*' || tags.length > 1 ? undefined : tags[0];
}

/** Parses a list of tags. It ends where something is no tag. */
export function parseEntityTags(text: string): EntityTagList {
  if (text.trim() === '*') return '*';
  const tags: EntityTag[] = [];
  for (let at = 0; at < text.length; at = LISTED.lastIndex) {
    LISTED.lastIndex = at;
    const found = LISTED.exec(text);
    if (found === null) break;
    const [, weak, opaque] = found;
    if (opaque !== undefined) tags.push({ opaque, weak: weak !== undefined });
  }
  return tags;
}

/** The comparison for what must be the same bytes (RFC 9110 §8.8.3.2). */
export function strongMatch(a: EntityTag, b: EntityTag): boolean {
  return !a.weak && !b.weak && a.opaque === b.opaque;
}

/** The comparison for what may be as good (RFC 9110 §8.8.3.2). */
export function weakMatch(a: EntityTag, b: EntityTag): boolean {
  return a.opaque === b.opaque;
}

const OPAQUE = /^[\x21\x23-\x7e\x80-\xff]*$/;
// One member of a list with its comma; a member may be empty (RFC 9110 §5.6.1.2).
const LISTED = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;
