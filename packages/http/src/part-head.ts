/** The header of one part of a form (RFC 7578 §4.2), and the file name as browsers write it. */
import { BodyError } from './body-error.ts';
import { assertCharset, decodeText } from './decode-text.ts';
import { assertFieldName } from './field-name.ts';
import { type MediaType, parseMediaType } from './media-type.ts';

/** What the header of a part says. */
export interface PartHead {
  /** The name of the field. */
  readonly field: string;
  /** The name of the file without any directory; `undefined` when the part is no file. */
  readonly fileName: string | undefined;
  /** The content type, as the client says: without its parameters. */
  readonly type: string;
}

/**
 * Parses the header of a part, without its empty line.
 * @throws BodyError `multipart-malformed`, `text-malformed`, `charset-unsupported`, `content-encoding-unsupported` or
 *   `key-forbidden`
 */
export function parsePartHead(bytes: Uint8Array): PartHead {
  const fields = parseFields(decodeText(bytes));
  const { name, fileName } = parseDisposition(fields.get('content-disposition') ?? '');
  const encoding = fields.get('content-transfer-encoding')?.toLowerCase() ?? 'binary';
  if (!/^(?:7bit|8bit|binary)$/.test(encoding)) {
    throw new BodyError(
      'content-encoding-unsupported',
      'The parts of a form have no transfer encoding (RFC 7578 §4.7)',
    );
  }
  assertFieldName(name);
  const type = fields.get('content-type');
  const mediaType = type === undefined ? undefined : parseMediaType(type);
  if (fileName === undefined) assertCharset(mediaType);
  return { field: name, fileName, type: essenceOf(mediaType, fileName) };
}

function essenceOf(type: MediaType | undefined, fileName: string | undefined): string {
  return type?.essence ?? (fileName === undefined ? 'text/plain' : 'application/octet-stream');
}

function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const [, name, value] = FIELD.exec(line) ?? [];
    // A repeated field, a folded one, a bare CR or LF: two readers would see two things.
    if (name === undefined || value === undefined || fields.has(name.toLowerCase())) throw malformed();
    fields.set(name.toLowerCase(), value.trim());
  }
  return fields;
}

const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([^\x00-\x08\x0a-\x1f\x7f]*)$/;
// A quoted string as browsers write it: a backslash means itself, but for those before a quote or a backslash.
const PARAMETER = /;[ \t]*([!#$%&'+\-.^_`|~0-9A-Za-z]+\*?)=(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s";]*))[ \t]*/y;

function parseDisposition(text: string): { readonly name: string; readonly fileName: string | undefined } {
  const [start] = /^form-data[ \t]*(?=;)/i.exec(text) ?? [];
  if (start === undefined) throw malformed();
  const parameters = new Map<string, string>();
  for (let at = start.length; at < text.length; at = PARAMETER.lastIndex) {
    PARAMETER.lastIndex = at;
    const found = PARAMETER.exec(text);
    const key = found?.[1]?.toLowerCase();
    if (found === null || key === undefined || parameters.has(key)) throw malformed();
    parameters.set(key, found[3] ?? unquote(found[2] ?? ''));
  }
  const name = parameters.get('name');
  if (name === undefined) throw malformed();
  const extended = parameters.get('filename*');
  const fileName = extended === undefined ? parameters.get('filename') : decodeExtValue(extended);
  return { name, fileName: fileName === undefined ? undefined : baseName(fileName) };
}

/** HTML Standard, "multipart/form-data encoding algorithm": three characters are percent-encoded, and no other. */
function unquote(quoted: string): string {
  return quoted
    .replace(/\\(["\\])/g, '$1')
    .replace(/%(22|0D|0A)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** RFC 8187 §3.2, which RFC 7578 does not want here, and some clients send all the same. */
function decodeExtValue(value: string): string {
  const [, encoded] = /^utf-8'[^']*'((?:[^%]|%[0-9A-Fa-f]{2})*)$/i.exec(value) ?? [];
  if (encoded === undefined) throw malformed();
  const bytes = encoded.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return decodeText(Buffer.from(bytes, 'latin1'));
}

/** Without directories of either kind, controls, or a name that is one. */
function baseName(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).replace(/[\x00-\x1f\x7f]/g, '');
  return base === '.' || base === '..' ? '' : base;
}

function malformed(): BodyError {
  return new BodyError('multipart-malformed', 'The header of a part is malformed');
}
