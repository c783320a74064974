/** The header section (RFC 9112 §5): lines to fields, those that the server reads itself apart. */
import { trimBlanks } from './blanks.ts';
import { type FieldName, fieldName } from './field-name.ts';
import { ProtocolError } from './protocol-error.ts';

/** The fields of a head. Values are without the white space around them. */
export interface HeaderFields {
  /** Keys of the environ, in the order received, each once; repeated fields are joined (RFC 9110 §5.3). */
  readonly keys: `HTTP_${string}`[];
  /** The value of each key. */
  readonly values: string[];
  host: string | undefined;
  connection: string | undefined;
  contentLength: string | undefined;
  contentType: string | undefined;
  expect: string | undefined;
  transferEncoding: string | undefined;
  upgrade: string | undefined;
}

/**
 * Parses the lines of a head block from `from` on.
 * @param block text without control characters but HTAB, its lines separated by CR LF
 * @param most how many fields there may be
 * @throws ProtocolError `field`, `field-repeated`, `head-too-large`
 */
export function parseHeaderFields(block: string, from: number, most: number): HeaderFields {
  const fields: HeaderFields = {
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
  for (let at = from; at < block.length; ) {
    let end = block.indexOf('\r', at);
    if (end === -1) end = block.length;
    const colon = block.indexOf(':', at);
    const name = colon === -1 || colon > end ? undefined : fieldName(block.slice(at, colon));
    if (name === undefined) throw malformed();
    if (++count > most) throw new ProtocolError('head-too-large', 'The head has too many fields');
    take(fields, name, trimBlanks(block, colon + 1, end));
    at = end + 2;
  }
  return fields;
}

const LAST_HEAD = 0x3fffffff;
let head = 0;

function take(fields: HeaderFields, name: FieldName, value: string): void {
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

function add(fields: HeaderFields, name: FieldName, value: string, separator: string): void {
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
