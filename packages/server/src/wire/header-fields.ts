/** The header section (RFC 9112 §5): lines to fields, those that the server reads itself apart. */
import { trimBlanks } from './blanks.ts';
import { type FieldName, fieldName } from './field-name.ts';
import { ProtocolError } from './protocol-error.ts';

/** The fields of a head, never changed once they are parsed. Values are without the white space around them. */
export interface HeaderFields {
  /** Keys of the environ, in the order received, each once; repeated fields are joined (RFC 9110 §5.3). */
  readonly keys: readonly `HTTP_${string}`[];
  /** The value of each key. */
  readonly values: readonly string[];
  readonly host: string | undefined;
  readonly connection: string | undefined;
  readonly contentLength: string | undefined;
  readonly contentType: string | undefined;
  readonly expect: string | undefined;
  readonly transferEncoding: string | undefined;
  readonly upgrade: string | undefined;
}

/**
 * Parses a header section.
 * @param section CR LF, lines that each end in CR LF, and CR LF; without control characters but HTAB besides
 * @param most how many fields there may be
 * @throws ProtocolError `field`, `field-repeated`, `head-too-large`
 */
export function parseHeaderFields(section: string, most: number): HeaderFields {
  const fields: Draft = {
    keys: [],
    values: [],
    host: undefined,
    connection: undefined,
    contentLength: undefined,
    contentType: undefined,
    expect: undefined,
    transferEncoding: undefined,
    upgrade: undefined,
  };
  head = head === LAST_HEAD ? 1 : head + 1;
  let count = 0;
  for (let at = 2; at < section.length - 2; ) {
    const end = section.indexOf('\r', at);
    const colon = section.indexOf(':', at);
    const name = colon === -1 || colon > end ? undefined : fieldName(section.slice(at, colon));
    if (name === undefined) throw malformed();
    if (++count > most) throw new ProtocolError('head-too-large', 'The head has too many fields');
    take(fields, name, trimBlanks(section, colon + 1, end));
    at = end + 2;
  }
  return fields;
}

type Draft = {
  -readonly [Part in keyof HeaderFields]: HeaderFields[Part] extends readonly (infer Item)[]
    ? Item[]
    : HeaderFields[Part];
};

const LAST_HEAD = 0x3fffffff;
let head = 0;

function take(fields: Draft, name: FieldName, value: string): void {
  switch (name.role) {
    case 'left-out':
      break;
    case 'ordinary':
      add(fields, name, value, ', ');
      break;
    case 'cookie':
      // RFC 9113 §8.2.3: the one field whose parts are joined with a semicolon.
      add(fields, name, value, '; ');
      break;
    case 'host':
      fields.host = once(fields.host, value, 'Host');
      add(fields, name, value, ', ');
      break;
    case 'expect':
      fields.expect = joined(fields.expect, value);
      add(fields, name, value, ', ');
      break;
    case 'connection':
      fields.connection = joined(fields.connection, value);
      break;
    case 'upgrade':
      fields.upgrade = joined(fields.upgrade, value);
      break;
    case 'content-length':
      fields.contentLength = once(fields.contentLength, value, 'Content-Length');
      break;
    case 'content-type':
      fields.contentType = once(fields.contentType, value, 'Content-Type');
      break;
    case 'transfer-encoding':
      fields.transferEncoding = once(fields.transferEncoding, value, 'Transfer-Encoding');
      break;
  }
}

function add(fields: Draft, name: FieldName, value: string, separator: string): void {
  if (name.lastHead === head || !name.isKept) {
    const at = fields.keys.indexOf(name.key);
    if (at !== -1) {
      fields.values[at] = `${fields.values[at] ?? ''}${separator}${value}`;
      return;
    }
  }
  name.lastHead = head;
  fields.keys.push(name.key);
  fields.values.push(value);
}

function once(before: string | undefined, value: string, name: string): string {
  if (before === undefined) return value;
  throw new ProtocolError('field-repeated', `${name} stands twice in the head`);
}

function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}

function malformed(): ProtocolError {
  return new ProtocolError('field', 'A line of the header section is not a field');
}
