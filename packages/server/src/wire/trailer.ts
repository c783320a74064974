/** A trailer field (RFC 9110 §6.5, RFC 9112 §7.1.2). */
import { isHopByHop } from '@tsgi/protocol';
import { trimBlanks } from './blanks.ts';
import { ProtocolError } from './protocol-error.ts';

/**
 * Parses a line of a trailer section.
 * @returns the name as sent, and the value without white space around it
 * @throws ProtocolError `field`, `trailer-forbidden`
 */
export function parseTrailer(line: string): [name: string, value: string] {
  const [, name, value] = FIELD.exec(line) ?? [];
  if (name === undefined || value === undefined) {
    throw new ProtocolError('field', 'A line of the trailer section is not a field');
  }
  const lower = name.toLowerCase();
  if (FORBIDDEN.has(lower) || isHopByHop(lower)) {
    throw new ProtocolError('trailer-forbidden', 'A field of the trailer section may not be one');
  }
  return [name, trimBlanks(value, 0, value.length)];
}

const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e\x80-\xff]*)$/;

/** §6.5.1: framing, routing, request modifiers, authentication, and how to read the content. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'authorization',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'max-forwards',
  'pragma',
  'proxy',
  'range',
  'set-cookie',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
]);
