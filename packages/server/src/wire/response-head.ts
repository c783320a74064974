/** Response heads as text (RFC 9112 §4, §5). Status and headers have passed `assertHead`: nothing is checked here. */
import type { HeaderList } from '@tsgi/protocol';
import type { ResponseFraming } from './response-framing.ts';

/** What a head says besides the application's own fields. */
export interface HeadTerms {
  readonly framing: ResponseFraming;
  /** What to say of the connection; nothing where the version's default holds (RFC 9112 §9.3). */
  readonly connection: string | undefined;
  /** The line with `Date`, its CR LF included. */
  readonly dateLine: string;
}

/** The head of a response, its empty line included. */
export function formatResponseHead(status: string, headers: HeaderList, terms: HeadTerms): string {
  let text = `HTTP/1.1 ${status}\r\n`;
  let hasDate = false;
  for (const [name, value] of headers) {
    if (isContentLength(name)) continue;
    if (name.length === 4 && name.toLowerCase() === 'date') hasDate = true;
    text += `${name}: ${value}\r\n`;
  }
  // RFC 9110 §6.6.1: an origin server with a clock sends Date.
  if (!hasDate) text += terms.dateLine;
  if (terms.connection !== undefined) text += `Connection: ${terms.connection}\r\n`;
  return `${text}${framingLine(terms.framing)}\r\n`;
}

/** An interim response: `103 Early Hints`, or a `101` with the two fields that belong to it (RFC 9110 §15.2). */
export function formatInterimHead(status: string, headers: HeaderList): string {
  let text = `HTTP/1.1 ${status}\r\n`;
  for (const [name, value] of headers) if (!isContentLength(name)) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}

/** The fields of a head as it was sent. */
export function parseSentFields(head: string): HeaderList {
  return head
    .split('\r\n')
    .slice(1, -2)
    .map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    });
}

/** The application's `Content-Length`, in bytes. */
export function declaredLength(headers: HeaderList): number | undefined {
  for (const [name, value] of headers) if (isContentLength(name)) return Number(value);
  return undefined;
}

function isContentLength(name: string): boolean {
  return name.length === 14 && (name === 'Content-Length' || name.toLowerCase() === 'content-length');
}

function framingLine(framing: ResponseFraming): string {
  switch (framing.kind) {
    case 'none':
      return framing.length === undefined ? '' : `Content-Length: ${framing.length}\r\n`;
    case 'length':
      return `Content-Length: ${framing.length}\r\n`;
    case 'chunked':
      return 'Transfer-Encoding: chunked\r\n';
    case 'close':
      return '';
  }
}
