/**
 * The text from `start` to `end` without the optional white space around it (RFC 9112 §5.1). Only SP and HTAB are that:
 * `trim()` would take U+00A0 too, so that two names became one.
 */
export function trimBlanks(text: string, start: number, end: number): string {
  let first = start;
  let after = end;
  while (first < after && isBlank(text.charCodeAt(first))) first++;
  while (after > first && isBlank(text.charCodeAt(after - 1))) after--;
  return text.slice(first, after);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
