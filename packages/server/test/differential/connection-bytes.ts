/**
 * A grammar of what a client may send on one connection, as latin-1 text: a request, well-formed or with something
 * wrong in its line, its Host, its framing or its chunks, bytes mutated here and there, and a second request behind it,
 * which whoever misreads the first one misses.
 */
import fc from 'fast-check';

/** The bytes of a connection. */
export function connectionBytes(): fc.Arbitrary<string> {
  return fc
    .record({ request: request(), mutations: fc.array(mutation(), { maxLength: 2 }), hasNext: often(true, false) })
    .map(({ request, mutations, hasNext }) => `${mutations.reduce(mutated, request)}${hasNext ? NEXT : ''}`);
}

const NEXT = 'GET /next HTTP/1.1\r\nHost: next\r\n\r\n';

/** Mostly the first value; now and then one of the others. */
function often<T>(usual: T, ...unusual: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 14, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...unusual) });
}

function mostly<T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 14, arbitrary: usual }, { weight: 1, arbitrary: unusual });
}

function request(): fc.Arbitrary<string> {
  return fc
    .record({
      before: often('', '\r\n', '\r\n\r\n', '\n', '\r', ' ', '\r\n\r\n\r\n'),
      line: requestLine(),
      host: host(),
      fields: fc.array(field(), { maxLength: 3 }),
      content: content(),
      isHostLast: fc.boolean(),
    })
    .map(({ before, line, host, fields, content, isHostLast }) => {
      const lines = isHostLast ? [...fields, ...content.fields, ...host] : [...host, ...content.fields, ...fields];
      return `${before}${[line, ...lines].join('\r\n')}\r\n\r\n${content.body}`;
    });
}

function requestLine(): fc.Arbitrary<string> {
  return fc
    .record({
      method: mostly(
        fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH'),
        fc.constantFrom('CONNECT', 'get', 'M-SEARCH', 'QUERY', 'X!', 'G(T', 'G\xe9T', '', 'PRI', 'SOURCE', 'POSTT'),
      ),
      first: often(' ', '  ', '\t', '', ' \r\n'),
      target: target(),
      second: often(' ', '  ', '\t', ''),
      version: often(
        'HTTP/1.1',
        'HTTP/1.0',
        'HTTP/1.2',
        'HTTP/2.0',
        'HTTP/0.9',
        'http/1.1',
        'HTTP/1.1 ',
        'HTTP/1.10',
        'HTTP/11',
        'ICE/1.0',
        '',
      ),
    })
    .map(({ method, first, target, second, version }) => `${method}${first}${target}${second}${version}`);
}

function target(): fc.Arbitrary<string> {
  return mostly(
    fc.constantFrom('/', '/a/b', '/a?b=c', '/%61dmin', '/a//b?x', '/?', "/~a-b._!$&'()*+,;=:@"),
    fc.constantFrom(
      '*',
      'http://other.example/a?b',
      'http://other.example',
      'HTTP://other.example:81/',
      'http://user@other.example/',
      'http:///a',
      'ftp://other.example/',
      'https://other.example/',
      'other.example:443',
      'a',
      '/../a',
      '/a/%2e%2e/b',
      '/%00',
      '/%zz',
      '/a#b',
      '/a\\b|c',
      '/a?b[]=%zz|"<>',
      '/\xe9',
      '/a b',
      '//other.example/a',
      '?a',
    ),
  );
}

function host(): fc.Arbitrary<readonly string[]> {
  return mostly(
    fc.constantFrom<readonly string[]>(['Host: h'], ['host:h.example:8080'], ['HOST:\t[::1]:80 ']),
    fc.constantFrom<readonly string[]>(
      [],
      ['Host: h', 'Host: h'],
      ['Host: h', 'host: other'],
      ['Host:'],
      ['Host: a b'],
      ['Host: a,b'],
      ['Host: user@h'],
      ['Host: h/x'],
      ['Host: h:x'],
      ['Host: h:99999'],
      ['Host : h'],
      [' Host: h'],
      ['Host: [::1'],
      ['Host: [:::1]'],
      ['Host: h\xe9'],
      ['Host: %41'],
    ),
  );
}

function field(): fc.Arbitrary<string> {
  return mostly(
    fc.constantFrom(
      'Accept: */*',
      'X-A: 1',
      'x-a:2',
      'X-A: \t3\t ',
      'X-Empty:',
      'Cookie: a=1',
      'cookie: b=2',
      'Content-Type: text/plain',
      'Connection: keep-alive',
      'Connection: close',
      "!#$%&'*+-.^`|~1: v",
      'X-Latin: caf\xe9 \xa0',
      'X-A: a:b, "c\\d"',
    ),
    fc.constantFrom(
      'X_A: 1',
      'Proxy: p',
      'Keep-Alive: 5',
      'TE: trailers',
      'Upgrade: x',
      'Connection: close, x',
      'Connection: x,, keep-alive',
      'Connection: X-A',
      'Content-Type: a/b',
      'Expect: 100-continue',
      'Expect: 100-CONTINUE',
      'Expect: other',
      'Trailer: X-T',
      ' folded',
      '\tfolded: x',
      'X-A : 1',
      'X-A\t: 1',
      'X A: 1',
      'no colon',
      ': no name',
      'X\xe9: 1',
      'X(: 1',
      'X-A: \x01',
      'X-A: \0',
      'X-A: a\rb',
      'X-A: a\nb: c',
      'X-A: \x7f',
      'X-A: 1\r\n 2',
      'X-A: 1\r\n\t',
    ),
  );
}

interface Content {
  readonly fields: readonly string[];
  readonly body: string;
}

function content(): fc.Arbitrary<Content> {
  const none = fc.constant<Content>({ fields: [], body: '' });
  return fc.oneof(none, withLength(), chunked(), oddFraming());
}

const BODIES = ['', 'a', 'hello', '0\r\n\r\n', 'GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n', '\r\n', '\0\xff\n'];

function withLength(): fc.Arbitrary<Content> {
  return fc
    .record({
      body: fc.constantFrom(...BODIES),
      more: often(0, 1, -1, 30),
      name: often('Content-Length', 'content-length'),
    })
    .map(({ body, more, name }) => ({ fields: [`${name}: ${Math.max(0, body.length + more)}`], body }));
}

function chunked(): fc.Arbitrary<Content> {
  return fc
    .record({
      field: often('Transfer-Encoding: chunked', 'transfer-encoding:Chunked', 'Transfer-Encoding: \tchunked '),
      chunks: fc.array(chunk(), { maxLength: 3 }),
      last: mostly(
        fc.constantFrom('0\r\n', '000\r\n', '0;a=b\r\n'),
        fc.constantFrom('', '0\n', '0 \r\n', '-0\r\n', '0x0\r\n', '\r\n'),
      ),
      trailers: mostly(
        fc.constantFrom('\r\n', 'X-T: 1\r\n\r\n'),
        fc.constantFrom(
          '',
          '\n',
          '\r',
          'X-T: 1\n\r\n',
          'Content-Length: 3\r\n\r\n',
          'Host: t\r\n\r\n',
          'X-T : 1\r\n\r\n',
          ' a\r\n\r\n',
          'x\r\n\r\n',
          'X-T: \0\r\n\r\n',
        ),
      ),
    })
    .map(({ field, chunks, last, trailers }) => ({ fields: [field], body: `${chunks.join('')}${last}${trailers}` }));
}

function chunk(): fc.Arbitrary<string> {
  const size = often('', '0', '+', '-', '0x', ' ', '_', 'g', '1', '\t', '0000000000000000', '10000000000000000');
  const extension = mostly(
    fc.constantFrom('', ';a', ';a=b', ';a="b c"', ' ; a = b'),
    fc.constantFrom(
      ';',
      ';=',
      ';a="',
      ' ',
      '\t',
      ';a=b;',
      ';a=\x01',
      ';a b',
      ',',
      'x',
      ';a\r',
      ';a="\\"',
      '\n',
      ';\xe9=1',
    ),
  );
  return fc
    .record({
      data: fc.constantFrom(...BODIES.filter((body) => body !== '')),
      isUpperCase: fc.boolean(),
      size,
      extension,
      lineEnd: often('\r\n', '\n', '\r', '\r\r\n', '\n\r\n', ''),
      dataEnd: often('\r\n', '\n', '', '\r', 'x\r\n', '\r\n\r\n'),
    })
    .map(({ data, isUpperCase, size, extension, lineEnd, dataEnd }) => {
      const digits = data.length.toString(16);
      return `${size}${isUpperCase ? digits.toUpperCase() : digits}${extension}${lineEnd}${data}${dataEnd}`;
    });
}

function oddFraming(): fc.Arbitrary<Content> {
  const length = fc.constantFrom(
    '+5',
    '-5',
    '5 ',
    ' 5',
    '5,5',
    '5, 6',
    '0x5',
    '5.0',
    '5e0',
    '',
    '05',
    '0005',
    '5;',
    '٥',
    '5_0',
    '99999999999999999999',
    '9007199254740993',
    '5\t',
    'five',
    '5 5',
  );
  const coding = fc.constantFrom(
    'Transfer-Encoding: gzip',
    'Transfer-Encoding: gzip, chunked',
    'Transfer-Encoding: chunked, gzip',
    'Transfer-Encoding: chunked, chunked',
    'Transfer-Encoding: identity',
    'Transfer-Encoding: xchunked',
    'Transfer-Encoding: chunked;q=1',
    'Transfer-Encoding: "chunked"',
    'Transfer-Encoding:',
    'Transfer-Encoding: ,chunked',
    'Transfer-Encoding: chunked,',
    'Transfer-Encoding : chunked',
    'Transfer-Encoding:\x0bchunked',
    'Transfer-Encoding: chunked\r\n ',
    'Transfer_Encoding: chunked',
    'Transfer-Encoding: chu\x00nked',
  );
  const lengths = fc
    .array(length, { minLength: 1, maxLength: 2 })
    .map((values) => values.map((value) => `Content-Length: ${Buffer.from(value).toString('latin1')}`));
  const twice = fc.constantFrom(
    ['Content-Length: 5', 'Content-Length: 5'],
    ['Content-Length: 5', 'content-length: 6'],
    ['Transfer-Encoding: chunked', 'Content-Length: 5'],
    ['Content-Length: 5', 'Transfer-Encoding: chunked'],
    ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
    ['Transfer-Encoding: gzip', 'Transfer-Encoding: chunked'],
    ['Content_Length: 5'],
    ['Content-Length : 5'],
    ['Content-Length: 5\r\n '],
  );
  return fc.record({
    fields: fc.oneof(
      lengths,
      coding.map((line) => [line]),
      twice,
    ),
    body: fc.constantFrom('hello', '5\r\nhello\r\n0\r\n\r\n', '', '0\r\n\r\n'),
  });
}

interface Mutation {
  readonly kind: 'insert' | 'replace' | 'remove' | 'double';
  /** Where, as a part of the length. */
  readonly at: number;
  readonly text: string;
}

function mutation(): fc.Arbitrary<Mutation> {
  const insignificant = { weight: 5, arbitrary: fc.constant<Mutation>({ kind: 'insert', at: 0, text: '' }) };
  const significant = {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('insert', 'replace', 'remove', 'double'),
      at: fc.integer({ min: 0, max: 9999 }).map((part) => part / 10_000),
      text: fc.constantFrom(
        '\r',
        '\n',
        '\r\n',
        '\0',
        ' ',
        '\t',
        ':',
        ';',
        ',',
        '+',
        '-',
        '0',
        'x',
        '_',
        '\x0b',
        '\x80',
        '"',
        '\xff',
        'A',
        '1',
      ),
    }),
  };
  return fc.oneof(insignificant, significant);
}

function mutated(text: string, { kind, at, text: inserted }: Mutation): string {
  const position = Math.floor(at * text.length);
  switch (kind) {
    case 'insert':
      return text.slice(0, position) + inserted + text.slice(position);
    case 'replace':
      return text.slice(0, position) + inserted + text.slice(position + 1);
    case 'remove':
      return text.slice(0, position) + text.slice(position + 1);
    case 'double':
      return text.slice(0, position + 1) + text.slice(position);
  }
}
