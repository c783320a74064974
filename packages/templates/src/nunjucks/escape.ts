/** Text as it is written: escaped for HTML, unless somebody vouched for it. */
import { Markup } from '@tsgi/http';

/** What `{{ value }}` writes. */
export function escaped(value: unknown): string {
  if (typeof value === 'string') return escapeText(value);
  if (value instanceof Markup) return value.toString();
  return typeof value === 'number' ? String(value) : escapeText(plain(value));
}

/** A value as text. Nothing for `undefined` and `null`. */
export function plain(value: unknown): string {
  if (value === undefined || value === null) return '';
  try {
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- what a template was given, it writes
    return String(value);
  } catch {
    // An object without a `toString` that works, which JSON can hold: `{ "toString": 1 }`. No reason to lose the page.
    return Object.prototype.toString.call(value);
  }
}

/**
 * Text with the characters replaced that mean something in HTML. The backslash is one of them: in a string of a script
 * it would take the next quote's meaning (CVE-2023-2142).
 */
export function escapeText(text: string): string {
  const first = text.search(SPECIAL);
  if (first === -1) return text;
  let written = '';
  let done = 0;
  for (let at = first; at < text.length; at++) {
    const entity = ENTITIES[text.charCodeAt(at)];
    if (entity === undefined) continue;
    written += text.slice(done, at) + entity;
    done = at + 1;
  }
  return written + text.slice(done);
}

const SPECIAL = /[&"'<>\\]/;

/** By character code. */
const ENTITIES: readonly (string | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const found = new Map([
    ['&', '&amp;'],
    ['"', '&quot;'],
    ["'", '&#39;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['\\', '&#92;'],
  ]);
  return found.get(String.fromCharCode(code));
});
