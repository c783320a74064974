/**
 * The check of a response head, which `startResponse` makes at the call: header injection is impossible behind it.
 * The list is checked as it stands, every code point, since one above U+00FF could turn into CR or LF when encoded.
 */

import { ContractError } from './contract-error.ts';
import type { HeaderList } from './header-list.ts';
import { isHopByHop } from './hop-by-hop.ts';

/**
 * Throws unless status and headers may be sent as they are.
 * @throws ContractError `status-invalid`, `headers-invalid`, `header-name-invalid`, `header-value-invalid`,
 *   `header-forbidden` or `content-length-invalid`
 * @see RFC 9110 §5.1, §5.5; RFC 9112 §4; PEP 3333
 */
export function assertHead(status: string, headers: HeaderList): void {
  if (!sendable.has(status)) learnStatus(status);
  if (!Array.isArray(headers)) {
    throw new ContractError(
      'headers-invalid',
      `The headers must be an array of [name, value]; they are ${show(headers)}`,
    );
  }
  const fields: readonly unknown[] = headers;
  let lengths = 0;
  for (let at = 0; at < fields.length; at++) {
    if (assertField(fields[at], status) && ++lengths > 1) {
      throw new ContractError('content-length-invalid', 'Content-Length stands twice in the headers');
    }
  }
}

// RFC 9110 §15: an answer is 2xx to 5xx, or a 101; other 1xx come before an answer. RFC 9112 §4: the reason is HTAB,
// SP, VCHAR and obs-text. PEP 3333 wants one, with nothing around it.
const STATUS = /^(?:101|[2-5][0-9]{2}) [\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?$/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Statuses and names that have passed: each is checked once in the life of the process. Bounded, they may be hostile. */
const sendable = new Set<unknown>();
const known = new Map<unknown, Kind>();
const REMEMBERED = 1000;
type Kind = 'ordinary' | 'content-length' | 'upgrade';

function learnStatus(status: unknown): void {
  if (typeof status !== 'string' || !STATUS.test(status)) {
    throw new ContractError(
      'status-invalid',
      `The status must be three digits, a space and a reason ('200 OK'); it is ${show(status)}`,
    );
  }
  if (sendable.size < REMEMBERED) sendable.add(status);
}

/** Checks one field; tells whether it is a `Content-Length`. */
function assertField(field: unknown, status: string): boolean {
  const pair: readonly unknown[] = Array.isArray(field) ? field : [];
  const name = pair[0];
  const value = pair[1];
  if (pair.length !== 2 || typeof name !== 'string' || typeof value !== 'string') {
    throw new ContractError('headers-invalid', `A header must be a pair of strings; one is ${show(field)}`);
  }
  const kind = known.get(name) ?? learnName(name);
  if (!isFieldValue(value)) {
    throw new ContractError('header-value-invalid', `The value of ${name} cannot be sent: ${show(value)}`);
  }
  if (kind === 'ordinary') return false;
  if (kind === 'upgrade') return assertUpgrade(status);
  if (!/^[0-9]{1,15}$/.test(value)) {
    throw new ContractError('content-length-invalid', `Content-Length must be decimal digits; it is ${show(value)}`);
  }
  return true;
}

/** RFC 9110 §15.5.22: a 426 names in `Upgrade` what the server would speak. Any other upgrade is the server's. */
function assertUpgrade(status: string): false {
  if (status.startsWith('426')) return false;
  throw new ContractError('header-forbidden', "Upgrade is the server's to send, unless the status is 426");
}

/** RFC 9110 §5.5: HTAB, SP, VCHAR and obs-text, with no white space around them. */
function isFieldValue(value: string): boolean {
  const last = value.length - 1;
  for (let at = 0; at <= last; at++) {
    const code = value.charCodeAt(at);
    if (code > 0x20 && code < 0x7f) continue;
    if (code >= 0x80 && code <= 0xff) continue;
    if ((code !== 0x20 && code !== 0x09) || at === 0 || at === last) return false;
  }
  return true;
}

function learnName(name: string): Kind {
  if (!TOKEN.test(name)) {
    throw new ContractError(
      'header-name-invalid',
      `A header name must be a token (RFC 9110 §5.1); one is ${show(name)}`,
    );
  }
  const lower = name.toLowerCase();
  if (lower !== 'upgrade' && (isHopByHop(lower) || lower === 'status')) {
    throw new ContractError('header-forbidden', `${name} is the server's to send, not the application's`);
  }
  const kind = lower === 'content-length' || lower === 'upgrade' ? lower : 'ordinary';
  if (known.size < REMEMBERED) known.set(name, kind);
  return kind;
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : value === null ? 'null' : typeof value;
}
