/**
 * Responses whose content is all there: text, HTML, JSON, nothing. They carry their `Content-Length` themselves, so that
 * the answer to HEAD has the same one.
 */
import { setHeader } from '@tsgi/protocol';
import { HttpResponse, type ResponseOptions, withType } from './http-response.ts';
import { headerList } from './response-headers.ts';
import { UsageError } from './usage-error.ts';

/** A response of plain text, in UTF-8. */
export function text(content: string, options?: ResponseOptions): HttpResponse {
  return whole(content, 'text/plain; charset=utf-8', options);
}

/** A response of HTML, in UTF-8. The content is sent as it is: escape what is not markup. */
export function html(content: string, options?: ResponseOptions): HttpResponse {
  return whole(content, 'text/html; charset=utf-8', options);
}

/**
 * A response of JSON (RFC 8259).
 * @throws UsageError `json-value` when the value has no JSON form (`undefined`, a function)
 */
export function json(value: unknown, options?: ResponseOptions): HttpResponse {
  return whole(jsonText(value), 'application/json', options);
}

/**
 * A response without content.
 * @param options `status` is 204 when it is left out
 */
export function empty(options?: ResponseOptions): HttpResponse {
  return new HttpResponse([], { status: 204, ...options });
}

/** A response of one chunk, encoded once. */
export function whole(content: string, type: string, options: ResponseOptions | undefined): HttpResponse {
  const chunk = Buffer.from(content);
  if (options === undefined) {
    return new HttpResponse([chunk], {
      headers: [
        ['Content-Type', type],
        ['Content-Length', String(chunk.length)],
      ],
    });
  }
  const typed = withType(type, options);
  const headers = headerList(typed.headers ?? []);
  return new HttpResponse([chunk], { ...typed, headers: setHeader(headers, 'Content-Length', String(chunk.length)) });
}

function jsonText(value: unknown): string {
  const found = stringify(value);
  if (found === undefined) throw new UsageError('json-value', `A ${typeof value} has no JSON form`);
  return found;
}

/** As it is, and not as it is declared. */
const stringify: (value: unknown) => string | undefined = JSON.stringify;
