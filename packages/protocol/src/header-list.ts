/**
 * Reading and changing a header list. A list given to `startResponse` is never changed afterwards, so each function
 * that changes one gives a new list. Names are compared without regard to case (RFC 9110 §5.1).
 */

/**
 * Header fields in the order in which they are sent. Latin-1 text: no code point above U+00FF, no control but HTAB
 * (RFC 9110 §5.5). Names are tokens (§5.1), compared without regard to case. Never changed once given: make a new one.
 */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** The first value under a name, or `undefined`. */
export function getHeader(headers: HeaderList, name: string): string | undefined {
  for (const [key, value] of headers) {
    if (sameName(key, name)) return value;
  }
  return undefined;
}

/** Every value under a name, in order: what `Set-Cookie` needs. */
export function getHeaders(headers: HeaderList, name: string): readonly string[] {
  return headers.filter(([key]) => sameName(key, name)).map(([, value]) => value);
}

/** A list in which the name stands once, with this value: where the first one stood, else at the end. */
export function setHeader(headers: HeaderList, name: string, value: string): HeaderList {
  const at = headers.findIndex(([key]) => sameName(key, name));
  if (at === -1) return [...headers, [name, value]];
  return headers.flatMap((field, index) =>
    index === at ? [[name, value] as const] : sameName(field[0], name) ? [] : [field],
  );
}

/** A list with one more field at the end, whatever else stands under the name. */
export function appendHeader(headers: HeaderList, name: string, value: string): HeaderList {
  return [...headers, [name, value]];
}

/** A list without any field of that name. */
export function removeHeader(headers: HeaderList, name: string): HeaderList {
  return headers.filter(([key]) => !sameName(key, name));
}

/**
 * A list whose comma-separated field `name` (`Vary`, `Cache-Control`, ...) also holds `item`; the same list when it
 * did already. Items are compared without regard to case (RFC 9110 §5.6.1).
 */
export function addListItem(headers: HeaderList, name: string, item: string): HeaderList {
  const items = getHeaders(headers, name).flatMap((value) => value.split(',').map((part) => part.trim()));
  if (items.some((present) => sameName(present, item))) return headers;
  return setHeader(headers, name, [...items.filter((present) => present !== ''), item].join(', '));
}

function sameName(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase());
}
