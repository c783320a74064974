/**
 * The response of an error, in HTML for a browser and as a problem document (RFC 9457) for everybody else. Shows what
 * the error says for the client, and nothing of what is behind it.
 */
import { type Environ, type Exchange, status as statusText } from '@tsgi/protocol';
import { whole } from './content.ts';
import { escapeHtml } from './escape-html.ts';
import type { HttpError } from './http-error.ts';
import type { HttpResponse } from './http-response.ts';
import { acceptedType } from './negotiation.ts';
import { headerList } from './response-headers.ts';

/** The response of an {@link HttpError}. HTML where the client prefers it by name, else JSON. */
export function errorResponse(error: HttpError, environ: Environ): HttpResponse {
  const type = acceptedType(environ.HTTP_ACCEPT, ['application/problem+json', 'application/json', 'text/html']);
  const response =
    type === 'text/html'
      ? whole(page(error), 'text/html; charset=utf-8', { status: error.status })
      : whole(problem(error), 'application/problem+json', { status: error.status });
  response.headers.append('Vary', 'Accept');
  for (const [name, value] of headerList(error.headers)) response.headers.append(name, value);
  answered.set(environ['tsgi.exchange'], error);
  return response;
}

/**
 * The error that a request was last answered with by {@link errorResponse}: for a middleware that answers it in another
 * form, when the response has its status still.
 */
export function answeredError(environ: Environ): HttpError | undefined {
  return answered.get(environ['tsgi.exchange']);
}

/** By the exchange: it is one object in every copy of an environ, and gone with its request. */
const answered = new WeakMap<Exchange, HttpError>();

/** RFC 9457 §3.1: `type` is left out, which means `about:blank`: the status says what it is. */
function problem(error: HttpError): string {
  const { status, code, message, members } = error;
  const title = statusText(status).slice(4);
  return JSON.stringify({ ...members, title, status, code, ...(message === title ? {} : { detail: message }) });
}

function page(error: HttpError): string {
  const title = statusText(error.status);
  const detail = error.message === title.slice(4) ? '' : `<p>${escapeHtml(error.message)}</p>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<h1>${escapeHtml(title)}</h1>
${detail}
</html>
`;
}
