/** One server-sent event on the wire (HTML Standard §9.2.5, "Parsing an event stream"). */
import { UsageError } from './usage-error.ts';

/** One event, or a comment, or both. */
export interface ServerEvent {
  /** What the listener gets. Each line goes out as a field of its own, and arrives as one text again. */
  readonly data?: string;
  /** The name that listeners listen for; `message` when it is left out. */
  readonly event?: string;
  /** What the client tells when it connects again. */
  readonly id?: string;
  /** Milliseconds that the client waits before it connects again. */
  readonly retry?: number;
  /** A line that no listener gets. */
  readonly comment?: string;
}

/**
 * The text of an event.
 * @throws UsageError `event-field` when a name or id holds a line break (or the id a NUL, which has a client ignore
 *   it), or `retry` is not a whole number
 */
export function formatEvent({ comment, retry, id, event, data }: ServerEvent): string {
  let text = '';
  if (comment !== undefined)
    text += lines(comment)
      .map((line) => (line === '' ? ':\n' : `: ${line}\n`))
      .join('');
  if (retry !== undefined) text += `retry: ${wholeNumber(retry)}\n`;
  if (id !== undefined) text += `id: ${oneLine('id', id)}\n`;
  if (event !== undefined) text += `event: ${oneLine('event', event)}\n`;
  if (data !== undefined)
    text += lines(data)
      .map((line) => `data: ${line}\n`)
      .join('');
  return `${text}\n`;
}

/** CR, LF and CRLF all end a line for the client. */
function lines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

function oneLine(field: string, value: string): string {
  if (/[\r\n\0]/.test(value)) {
    throw new UsageError('event-field', `The ${field} of an event must be one line: ${JSON.stringify(value)}`);
  }
  return value;
}

function wholeNumber(retry: number): number {
  if (!Number.isSafeInteger(retry) || retry < 0) {
    throw new UsageError('event-field', `The retry of an event is a whole number of milliseconds, not ${retry}`);
  }
  return retry;
}
