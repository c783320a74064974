import { describe, expect, it } from 'vitest';
import { call, environOf } from '../test/environ.ts';
import { answeredError, errorResponse } from './error-response.ts';
import {
  badRequest,
  conflict,
  forbidden,
  gone,
  HttpError,
  methodNotAllowed,
  notAcceptable,
  notFound,
  preconditionFailed,
  serviceUnavailable,
  tooManyRequests,
  unauthorized,
  unprocessable,
  unsupportedMediaType,
} from './http-error.ts';

describe('HttpError', () => {
  it.each([
    [badRequest(), 400, 'bad-request'],
    [unauthorized('Basic'), 401, 'unauthorized'],
    [forbidden(), 403, 'forbidden'],
    [notFound(), 404, 'not-found'],
    [methodNotAllowed(['GET']), 405, 'method-not-allowed'],
    [notAcceptable(), 406, 'not-acceptable'],
    [conflict(), 409, 'conflict'],
    [gone(), 410, 'gone'],
    [preconditionFailed(), 412, 'precondition-failed'],
    [unsupportedMediaType(), 415, 'unsupported-media-type'],
    [unprocessable(), 422, 'unprocessable-content'],
    [tooManyRequests(1), 429, 'too-many-requests'],
    [serviceUnavailable(1), 503, 'service-unavailable'],
  ])('has a maker: %s', (error, status, code) => {
    expect(error).toMatchObject({ name: 'HttpError', status, code });
  });

  it('takes a message alone, or everything', () => {
    expect(notFound('No such poll').message).toBe('No such poll');
    expect(notFound({ code: 'poll-missing', cause: 1 })).toMatchObject({ code: 'poll-missing', cause: 1 });
  });

  it.each([
    [unauthorized('Basic realm="a"', 'Who?').headers, [['WWW-Authenticate', 'Basic realm="a"']]],
    [methodNotAllowed(['GET', 'HEAD']).headers, [['Allow', 'GET, HEAD']]],
    [
      serviceUnavailable(1.2, { headers: { 'X-A': '1' } }).headers,
      [
        ['X-A', '1'],
        ['Retry-After', '2'],
      ],
    ],
    [tooManyRequests(60).headers, [['Retry-After', '60']]],
  ])('has the header that its status needs: %o', (headers, expected) => {
    expect(headers).toEqual(expected);
  });

  it.each([399, 600, Number.NaN, 404.5, 200])('refuses the status %d', (status) => {
    expect(() => new HttpError(status)).toThrow(RangeError);
  });
});

describe('errorResponse', () => {
  const error = new HttpError(403, {
    message: 'Not <you> & "me"',
    members: { balance: 30, status: 1 },
    headers: [['X-A', '1']],
  });
  const answerTo = (accept?: string) =>
    call(errorResponse(error, environOf(accept === undefined ? {} : { headers: { Accept: accept } })).application);

  it.each([undefined, '*/*', 'application/json', 'application/problem+json', 'image/png', ''])(
    'is a problem document for Accept %o',
    async (accept) => {
      const answer = await answerTo(accept);
      expect(answer.header('Content-Type')).toBe('application/problem+json');
      expect(JSON.parse(answer.text)).toEqual({
        balance: 30,
        title: 'Forbidden',
        status: 403,
        code: 'forbidden',
        detail: 'Not <you> & "me"',
      });
    },
  );

  it.each(['text/html', 'text/html, */*;q=0.1', 'text/*'])('is a page for Accept %o', async (accept) => {
    const answer = await answerTo(accept);
    expect(answer.status).toBe('403 Forbidden');
    expect(answer.header('Content-Type')).toBe('text/html; charset=utf-8');
    expect(answer.text).toContain('<p>Not &lt;you&gt; &amp; &quot;me&quot;</p>');
    expect(answer.header('X-A')).toBe('1');
    expect(answer.header('Vary')).toBe('Accept');
  });

  it('says nothing twice', async () => {
    const page = await call(errorResponse(notFound(), environOf({ headers: { Accept: 'text/html' } })).application);
    expect(page.text).not.toContain('<p>');
    const problem = await call(errorResponse(notFound(), environOf()).application);
    expect(JSON.parse(problem.text)).not.toHaveProperty('detail');
  });
});

describe('answeredError', () => {
  it('is the error that the request was last answered with, in every copy of its environ', () => {
    const environ = environOf();
    expect(answeredError(environ)).toBeUndefined();
    const error = notFound();
    errorResponse(forbidden(), environ);
    errorResponse(error, { ...environ });
    expect(answeredError(environ)).toBe(error);
  });
});
