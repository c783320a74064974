/** A response that is only sent when the client has not got it already (RFC 9110 §13). */
import { discardBody } from '@tsgi/protocol';
import { addValidators, evaluateConditions, parseConditions, type Validators } from './conditions.ts';
import { parseEntityTag } from './entity-tag.ts';
import { errorResponse } from './error-response.ts';
import { parseHttpDate } from './http-date.ts';
import { preconditionFailed } from './http-error.ts';
import { type Finishing, HttpResponse } from './http-response.ts';

/**
 * Gives the answer to a GET or HEAD validators, and has it become a 304 or 412 where the conditions of its request say
 * so. Saves the sending; `checkConditions` saves the making too, and is what other methods need: before they act.
 * @param validators those left out are taken from the response's headers
 */
export function conditional(response: HttpResponse, validators: Validators = {}): HttpResponse {
  return addValidators(response, validators).finishWith(finishConditional);
}

/**
 * The 304 in place of a response: its headers without those that describe the content (RFC 9110 §15.4.5).
 * Its body is the caller's to close.
 */
export function notModified(response: HttpResponse): HttpResponse {
  const headers = response.headers.list.filter(([name]) => !OF_CONTENT.test(name));
  return new HttpResponse([], { status: 304, headers });
}

const OF_CONTENT = /^(?:content-(?:type|length|encoding|language|range|disposition)|accept-ranges)$/i;

/** Only a 2xx is conditional: with anything else the conditions do not matter (RFC 9110 §13.2.1). */
const finishConditional: Finishing = (response, environ) => {
  const method = environ.REQUEST_METHOD;
  if (response.status < 200 || response.status > 299 || (method !== 'GET' && method !== 'HEAD')) return response;
  const decision = evaluateConditions(parseConditions(environ), method, validatorsOf(response));
  if (decision === 'proceed') return response;
  discardBody(response.body, environ['tsgi.errors']);
  return decision === 'not-modified' ? notModified(response) : errorResponse(preconditionFailed(), environ);
};

function validatorsOf({ headers }: HttpResponse): Validators {
  const etag = parseEntityTag(headers.get('ETag') ?? '');
  const lastModified = parseHttpDate(headers.get('Last-Modified') ?? '');
  return { ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) };
}
