import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, environOf, exchangeOf as exchange, type TestRequest } from '../test/environ.ts';
import { BOUNDARY, CONTENT_TYPE, cut, multipart } from '../test/multipart.ts';
import type { BodyLimits } from './body-limits.ts';
import { text } from './content.ts';
import { HttpRequest } from './http-request.ts';
import { view } from './view.ts';

const URLENCODED = 'application/x-www-form-urlencoded';
const FIELD = multipart([{ name: 'a', content: '1' }]);
const fails = (code: string, status?: number): unknown =>
  expect.objectContaining(status === undefined ? { code } : { code, status });

function post(
  type: string | undefined,
  body: NonNullable<TestRequest['body']>,
  { limits, headers = {}, ...request }: TestRequest & { limits?: Partial<BodyLimits> } = {},
): HttpRequest {
  const typed = type === undefined ? headers : { ...headers, 'Content-Type': type };
  return new HttpRequest(environOf({ method: 'POST', body, ...request, headers: typed }), limits);
}

const readers: Readonly<Record<string, (request: HttpRequest) => Promise<unknown>>> = {
  bytes: (request) => request.bytes(),
  text: (request) => request.text(),
  json: (request) => request.json(),
  form: (request) => request.form(),
  stream: async (request) => request.stream()[Symbol.asyncIterator]().next(),
  parts: async (request) => request.parts().next(),
};

describe('a request’s body', () => {
  it('is read as bytes, text, JSON and a form', async () => {
    expect(await post(undefined, 'é').bytes()).toEqual(Buffer.from('é'));
    expect(await post('text/plain; charset=UTF-8', 'é').text()).toBe('é');
    expect(await post(undefined, '\ufeffé').text()).toBe('é');
    expect(await post('application/json', '{"a":[1]}').json()).toEqual({ a: [1] });
    expect(await post('application/problem+json; charset=utf-8', '1').json()).toBe(1);
    expect((await post(URLENCODED, 'a=1&b=%20').form()).get('b')).toBe(' ');
    expect((await post(CONTENT_TYPE, FIELD).form()).get('a')).toBe('1');
  });

  it('may come without a length', async () => {
    expect(await post('application/json', cut(Buffer.from('{"a":"é"}'), [1])).json()).toEqual({ a: 'é' });
    expect((await post(CONTENT_TYPE, cut(FIELD, [7])).form()).get('a')).toBe('1');
  });

  it('streams, and is kept by nobody', async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of post(undefined, cut(Buffer.from('abcd'), [3])).stream()) chunks.push(chunk);
    expect(chunks.map(String)).toEqual(['abc', 'd']);
  });

  // srvx#247: an empty success for a body that was read already. elysia#1252, hono#1695: the same, and a cryptic error.
  describe('that was read once', () => {
    it.each([
      ['application/json', '{"a":1}', ['json', 'text', 'bytes', 'json']],
      ['text/plain', 'a', ['bytes', 'text', 'bytes']],
      [URLENCODED, 'a=1', ['form', 'form', 'text', 'bytes']],
      [CONTENT_TYPE, FIELD, ['form', 'form']],
    ])('as %s can be read by %3$o again', async (type, body, order) => {
      const request = post(type, body);
      for (const name of order) expect(await readers[name]?.(request)).toBeDefined();
    });

    it('is parsed once, also for another request object, and in copies of the environ', async () => {
      const request = post('application/json', '{"a":1}');
      const value = await request.json();
      expect(await new HttpRequest({ ...request.environ }).json()).toBe(value);
      const form = post(CONTENT_TYPE, FIELD);
      expect(await new HttpRequest({ ...form.environ }).form()).toBe(await form.form());
    });

    it('is parsed once for two who ask at the same time', async () => {
      const request = post(URLENCODED, 'a=1');
      const [one, other] = await Promise.all([request.form(), new HttpRequest(request.environ).form()]);
      expect(one).toBe(other);
    });

    it('is shared through an object that stands for the input', async () => {
      const { environ } = post('application/json', '{"a":1}');
      const value = await new HttpRequest(environ).json();
      const inner = {
        ...environ,
        'tsgi.input': Object.create(environ['tsgi.input']) as (typeof environ)['tsgi.input'],
      };
      expect(await new HttpRequest(inner).json()).toBe(value);
    });

    it.each([
      ['stream', 'stream'],
      ['stream', 'bytes'],
      ['stream', 'text'],
      ['stream', 'form'],
      ['stream', 'parts'],
      ['parts', 'parts'],
      ['parts', 'form'],
      ['parts', 'bytes'],
      ['form', 'bytes'],
      ['form', 'text'],
      ['form', 'stream'],
      ['form', 'parts'],
      ['bytes', 'stream'],
      ['bytes', 'parts'],
      ['bytes', 'form'],
      ['text', 'stream'],
    ])('by %s cannot be read by %s', async (first, second) => {
      const request = post(CONTENT_TYPE, FIELD);
      await readers[first]?.(request);
      await expect((async () => readers[second]?.(request))()).rejects.toThrow(fails('body-used'));
    });

    it('cannot be parsed after JSON was streamed', async () => {
      const request = post('application/json', '{}');
      request.stream();
      await expect(request.json()).rejects.toThrow(fails('body-used'));
    });

    it('by somebody who read the input itself is missed, not empty', async () => {
      const request = post('application/json', '{"a":1}');
      await request.environ['tsgi.input'].read(3);
      await expect(request.json()).rejects.toThrow(fails('body-used'));
    });

    it('fails again for the next reader when it failed', async () => {
      const request = post('application/json', '{');
      await expect(request.json()).rejects.toThrow(fails('json-malformed'));
      await expect(new HttpRequest(request.environ).json()).rejects.toThrow(fails('json-malformed'));
      expect(await request.text()).toBe('{');
    });
  });

  it.each([
    ['json', 'application/json', '{"a":1}'],
    ['text', 'text/plain', 'abcdefg'],
    ['bytes', undefined, 'abcdefg'],
    ['form', URLENCODED, 'a=12345'],
  ])('over the limit is refused by %s before and while it is read', async (reader, type, body) => {
    const limits = { memory: 6 };
    const { environ, input } = exchange({
      method: 'POST',
      body,
      headers: type === undefined ? {} : { 'Content-Type': type },
    });
    await expect(readers[reader]?.(new HttpRequest(environ, limits))).rejects.toThrow(fails('body-too-large', 413));
    expect(input.isTouched).toBe(false);
    const chunked = post(type, cut(Buffer.from(body), [2]), { limits });
    await expect(readers[reader]?.(chunked)).rejects.toThrow(fails('body-too-large', 413));
    expect(await readers[reader]?.(post(type, body, { limits: { memory: 7 } }))).toBeDefined();
  });

  it('over the total is refused while it is streamed', async () => {
    const read = async (body: NonNullable<TestRequest['body']>): Promise<number> => {
      let size = 0;
      for await (const chunk of post(undefined, body, { limits: { total: 6 } }).stream()) size += chunk.length;
      return size;
    };
    await expect(read('abcdefg')).rejects.toThrow(fails('body-too-large', 413));
    await expect(read(cut(Buffer.from('abcdefg'), [2]))).rejects.toThrow(fails('body-too-large', 413));
    expect(await read('abcdef')).toBe(6);
  });

  it.each(['json', 'text', 'form', 'bytes', 'stream', 'parts'])(
    'that does not come whole fails %s with the error of the server',
    async (reader) => {
      const inputError = Object.assign(new Error('cut off'), { code: 'body-truncated', status: 400 });
      const types: Record<string, string> = { json: 'application/json', form: URLENCODED, parts: CONTENT_TYPE };
      await expect(readers[reader]?.(post(types[reader], [], { inputError }))).rejects.toBe(inputError);
    },
  );

  it.each([
    ['json', undefined, '{}', 'content-type-unsupported'],
    ['json', 'text/plain', '{}', 'content-type-unsupported'],
    ['json', URLENCODED, '{}', 'content-type-unsupported'],
    ['json', 'application/json; charset=utf-16', '{}', 'charset-unsupported'],
    ['json', 'application/json', '{"a":1,}', 'json-malformed'],
    ['json', 'application/json', '', 'json-malformed'],
    ['json', 'application/json', '[[[]]]', 'json-too-deep'],
    ['json', 'application/json', '{"__proto__":{}}', 'key-forbidden'],
    ['json', 'application/json', Buffer.from([0x22, 0xff, 0x22]), 'text-malformed'],
    ['text', 'text/plain; charset=iso-8859-1', 'a', 'charset-unsupported'],
    ['text', 'text/plain', Buffer.from([0xc3, 0x28]), 'text-malformed'],
    ['form', 'application/json', '{}', 'content-type-unsupported'],
    ['form', undefined, 'a=1', 'content-type-unsupported'],
    ['form', 'nonsense', 'a=1', 'content-type-unsupported'],
    ['form', `${URLENCODED}; charset=windows-1252`, 'a=1', 'charset-unsupported'],
    ['form', URLENCODED, '__proto__=1', 'key-forbidden'],
    ['form', URLENCODED, 'a&b&c', 'form-too-many-fields'],
    ['form', URLENCODED, `a=${'x'.repeat(11)}`, 'field-too-large'],
    ['form', 'multipart/form-data', 'x', 'multipart-boundary'],
    ['form', 'multipart/form-data; boundary=', 'x', 'content-type-unsupported'],
    ['form', 'multipart/form-data; boundary=""', 'x', 'multipart-boundary'],
    ['form', `multipart/form-data; boundary=${'b'.repeat(71)}`, 'x', 'multipart-boundary'],
    ['form', 'multipart/form-data; boundary="a "', 'x', 'multipart-boundary'],
    ['form', 'multipart/form-data; boundary="a\nb"', 'x', 'multipart-boundary'],
    ['form', 'multipart/form-data; boundary=a; boundary=b', '--a--', 'content-type-unsupported'],
    ['form', CONTENT_TYPE, '', 'multipart-truncated'],
    ['form', CONTENT_TYPE, FIELD.subarray(0, -10), 'multipart-truncated'],
    ['parts', URLENCODED, 'a=1', 'content-type-unsupported'],
  ] as const)('is refused by %s as %s: %o', async (reader, type, body, code) => {
    const limits = { jsonDepth: 2, fields: 2, fieldSize: 10 };
    const answer = await call(
      view(
        async (request) => {
          await readers[reader]?.(request);
          return text('read');
        },
        { limits },
      ),
      post(type, body).environ,
    );
    const problem: unknown = JSON.parse(answer.text);
    expect(problem).toMatchObject({ code });
    expect(answer.status).toMatch(/^4(?:00|13|15) /);
  });

  // CVE-2025-69223: a small body that becomes a large one.
  it.each(['text', 'json', 'form', 'parts'])('that is compressed is refused by %s', async (reader) => {
    const types: Record<string, string> = { json: 'application/json', form: CONTENT_TYPE, parts: CONTENT_TYPE };
    const request = post(types[reader], 'x', { headers: { 'Content-Encoding': 'gzip' } });
    await expect((async () => readers[reader]?.(request))()).rejects.toThrow(
      fails('content-encoding-unsupported', 415),
    );
    expect(await post(undefined, 'x', { headers: { 'Content-Encoding': 'identity' } }).text()).toBe('x');
    expect(await post(undefined, 'x', { headers: { 'Content-Encoding': 'gzip' } }).bytes()).toHaveLength(1);
  });

  it('that is not there is an empty form', async () => {
    expect([...(await new HttpRequest(environOf({ method: 'POST' })).form())]).toEqual([]);
  });

  it('cannot end the process, hang or pollute, whatever it is', async () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      '"',
      ':',
      ',',
      '__proto__',
      '\\u',
      '&',
      '=',
      '%',
      `--${BOUNDARY}`,
      '\r\n',
      '--',
      'Content-Disposition: form-data; name="a"',
      '; filename="b"',
      'constructor',
      'prototype',
    );
    const body = fc
      .array(fc.oneof(token, fc.string({ maxLength: 5 })), { maxLength: 30 })
      .map((tokens) => tokens.join(''));
    const type = fc.constantFrom(
      'application/json',
      URLENCODED,
      CONTENT_TYPE,
      'text/plain',
      'multipart/form-data',
      ';;',
    );
    const read = view(async (request) => {
      const value: unknown =
        request.contentType === 'application/json' ? await request.json() : (await request.form()).toObject();
      return text(typeof value);
    });
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    await fc.assert(
      fc.asyncProperty(
        type,
        body,
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        async (contentType, content, sizes) => {
          const exchanged = exchange({
            method: 'POST',
            headers: { 'Content-Type': contentType },
            body: cut(Buffer.from(content), sizes),
          });
          const answer = await call(read, exchanged.environ);
          expect(answer.status).toMatch(/^(?:200|400|413|415) /);
          expect(exchanged.logged).toEqual([]);
          exchanged.finish();
        },
      ),
      { numRuns: 300 },
    );
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
    expect('admin' in {}).toBe(false);
  });
});
