/** JSON from a client: depth first, so that nothing behind it recurses too far, and no key that reaches a prototype. */
import { BodyError } from './body-error.ts';

/**
 * Parses JSON (RFC 8259). A repeated key has its last value, as with `JSON.parse`.
 * @param depth how deep it may be nested
 * @throws BodyError `json-malformed`, `json-too-deep` or `key-forbidden`
 */
export function parseJson(text: string, depth: number): unknown {
  assertDepth(text, depth);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Its message quotes the text, which is the client's.
    throw new BodyError('json-malformed', 'The body is not JSON');
  }
  // An escape can hide a key: then every one is looked at.
  if (text.includes('__proto__') || text.includes('constructor') || text.includes('\\u')) assertKeys(value);
  return value;
}

/** Counts brackets outside of strings. */
function assertDepth(text: string, limit: number): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (++depth > limit) throw new BodyError('json-too-deep', `The JSON is nested deeper than ${limit}`);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth--;
    }
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The index of the quote that ends the string which starts at `start`; the last index when none does. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

function assertKeys(root: unknown): void {
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__' || (key === 'constructor' && hasPrototype(inner))) {
        throw new BodyError('key-forbidden', `The JSON has the key ${key}`);
      }
      open.push(inner);
    }
  }
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}
