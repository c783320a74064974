/**
 * Where `@tsgi/server` and `node:http` part: every class of bytes that one of them accepts and the other refuses, and
 * what decides it. A difference that has no row here fails the test.
 */
export interface Difference {
  /** What is sent. */
  readonly input: string;
  readonly refusedBy: 'tsgi' | 'node';
  /** How the one that refuses names it: a `ProtocolCode`, a code of llhttp, a status where there is neither, `closed` when it says nothing. */
  readonly as: string;
  /** What bytes of this class have in them somewhere. */
  readonly pattern: RegExp;
  /** The section that decides. */
  readonly decidedBy: string;
}

/** The row that explains why one of the two refuses what the other accepts. */
export function knownDifference(text: string, refusedBy: Difference['refusedBy'], as: string): Difference | undefined {
  return DIFFERENCES.find((known) => known.refusedBy === refusedBy && known.as === as && known.pattern.test(text));
}

export const DIFFERENCES: readonly Difference[] = [
  {
    input: 'more than two empty lines before a request',
    refusedBy: 'tsgi',
    as: 'empty-lines',
    pattern: /(?:\r\n){3}/,
    decidedBy: 'RFC 9112 §2.2: at least one is to be ignored; a bound is the server’s own',
  },
  {
    input: 'a bare CR or LF before the request line (also the rest of a body that its length cut off), or as its end',
    refusedBy: 'tsgi',
    as: 'line-ending',
    // What is left over of a longer body begins anywhere, also between CR and LF.
    pattern: /[\r\n]/,
    decidedBy: 'RFC 9112 §2.2: a bare CR is invalid; LF alone may be taken as a line’s end, and need not be',
  },
  {
    input: 'more than one space between the parts of the request line, or one at its end',
    refusedBy: 'tsgi',
    as: 'request-line',
    pattern: /^[^\r\n]*(?: {2}| HTTP\/[0-9.]+ +\r)/m,
    decidedBy: 'RFC 9112 §3: one SP each; a recipient may split at white space, and then smuggles',
  },
  {
    input: 'a request line without a version, as in HTTP/0.9',
    refusedBy: 'tsgi',
    as: 'request-line',
    pattern: /^[A-Z-]+ [^ \r\n]*\r?$/m,
    decidedBy: 'RFC 9112 §3, appendix C.1: HTTP/0.9 is not expected of a server',
  },
  {
    input: 'a protocol that is not HTTP: the method SOURCE of Icecast',
    refusedBy: 'tsgi',
    as: 'request-line',
    pattern: /SOURCE [^ ]+ ICE\/[0-9.]+\r/,
    decidedBy: 'RFC 9112 §2.3: the name is HTTP',
  },
  {
    input: 'HTTP/0.9 or HTTP/2.0 by name',
    refusedBy: 'tsgi',
    as: 'version',
    pattern: / HTTP\/(?:0\.9|2\.0)\r/,
    decidedBy: 'RFC 9110 §15.6.6: a major version that is not spoken here gets 505',
  },
  {
    input: 'a method that is not in llhttp’s list',
    refusedBy: 'node',
    as: 'HPE_INVALID_METHOD',
    pattern:
      /(?:^|[^ ])(?!(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|QUERY|SOURCE|M-SEARCH|PRI) )[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [^ ]+ HTTP\/1\.[01]\r/m,
    decidedBy: 'RFC 9110 §9.1: any token is a method; whether it is implemented is the application’s business',
  },
  {
    input: 'the method PRI',
    refusedBy: 'node',
    as: 'HPE_INVALID_VERSION',
    pattern: /PRI [^ ]+ HTTP\/1\.[01]\r/,
    decidedBy: 'RFC 9113 §3.4: reserved for a connection’s first bytes in HTTP/2; in HTTP/1.1 a token like others',
  },
  {
    input: 'a request behind one that says both Connection: keep-alive and Connection: close, in HTTP/1.0',
    refusedBy: 'tsgi',
    as: 'closed',
    pattern: /HTTP\/1\.0\r[\s\S]*^connection:[^\r]*\bclose/im,
    decidedBy: 'RFC 9112 §9.3: close comes first',
  },
  {
    input: 'CONNECT with a target that is not a host and a port',
    refusedBy: 'tsgi',
    as: 'target',
    pattern: /CONNECT (?![A-Za-z0-9.[\]:-]+:[0-9]+ )/,
    decidedBy: 'RFC 9112 §3.2.3: CONNECT has the authority form only',
  },
  {
    input: 'an asterisk as the target of another method than OPTIONS',
    refusedBy: 'tsgi',
    as: 'target',
    pattern: /(?<!OPTIONS) \* HTTP/,
    decidedBy: 'RFC 9112 §3.2.4',
  },
  {
    input: 'an absolute target of another scheme than http and https, or with a malformed authority',
    refusedBy: 'tsgi',
    as: 'target',
    pattern: / (?!https?:\/\/[A-Za-z0-9.-]+(?::[0-9]*)?[/? ])[A-Za-z]+:\/?\/?[^ \r]* HTTP/i,
    decidedBy: 'RFC 9112 §3.2.2, RFC 9110 §4.2.1 (an empty host is invalid) and §4.2.4 (so is user information)',
  },
  {
    input: 'a target that begins neither with a slash nor with a scheme',
    refusedBy: 'tsgi',
    as: 'target',
    pattern: / (?!\/|https?:)[^ \r\n]+ HTTP\//,
    decidedBy: 'RFC 9112 §3.2: the four forms',
  },
  {
    input: 'a control or a byte above 0x7F in the query',
    refusedBy: 'tsgi',
    as: 'target',
    pattern: /\?[^ \r\n]*[\x00-\x1f\x7f-\xff#][^ \r\n]* HTTP/,
    decidedBy: 'RFC 3986 §3.4: neither is of a URI',
  },
  {
    input: 'an absolute target of scheme https on a connection without TLS',
    refusedBy: 'tsgi',
    as: 'status 421',
    pattern: / https:\/\//i,
    decidedBy: 'RFC 9110 §7.4',
  },
  {
    input: 'a path with a malformed escape, %00, a dot segment, a fragment, a control or a byte above 0x7F',
    refusedBy: 'tsgi',
    as: 'path',
    pattern: /\/[^ ?\r\n]*(?:%(?![0-9A-Fa-f]{2})|%00|#|[\x00-\x1f\x7f-\xff]|\/(?:\.|%2e){1,2}[/ ?])/i,
    decidedBy: 'RFC 3986 §2.1, §3.3, §5.2.4, §7.3; RFC 9112 §3.2.1: a target has no fragment',
  },
  {
    input: 'a Host that is not a host and a port',
    refusedBy: 'tsgi',
    as: 'host',
    pattern:
      /^host:[\t ]*[^\r]*[^A-Za-z0-9.:[\]\t \r-]|^host:[^\r]*[^\s:][\t ]+[^\s]|^host:[^\r]*:(?![0-9]{1,5}[\t ]*\r|[\t ]*\r)/im,
    decidedBy: 'RFC 9112 §3.2: a Host with an invalid value gets 400',
  },
  {
    input: 'a Host with a port that is too large or an address that is none',
    refusedBy: 'tsgi',
    as: 'host',
    pattern: /^host:[^\r]*(?::[0-9]{5,}|\[[^\]\r]*\r|:::)/im,
    decidedBy: 'RFC 9112 §3.2, RFC 3986 §3.2.2',
  },
  {
    input: 'no Host in HTTP/1.1: node:http answers 400 too, and reads on',
    refusedBy: 'tsgi',
    as: 'host',
    pattern: /^(?![\s\S]*^host:)/im,
    decidedBy: 'RFC 9112 §3.2: 400; what cannot be attributed ends the connection',
  },
  {
    input: 'Host, Content-Type or Transfer-Encoding twice',
    refusedBy: 'tsgi',
    as: 'field-repeated',
    pattern: /^(host|content-type|transfer-encoding):[\s\S]*^\1:/im,
    decidedBy:
      'RFC 9112 §3.2 and §6.1, RFC 9110 §5.3 and §8.3: neither a list nor to be merged by the first or the last',
  },
  {
    input: 'an expectation that nobody knows: node:http answers 417 too, and reads on',
    refusedBy: 'tsgi',
    as: 'expectation',
    pattern: /^expect:[\t ]*(?!100-continue[\t ]*\r)/im,
    decidedBy:
      'RFC 9110 §10.1.1: 417; a body that was not asked for may or may not follow, so nothing is read after it',
  },
  {
    input: 'Expect: 100-continue twice',
    refusedBy: 'tsgi',
    as: 'expectation',
    pattern: /^expect:[\s\S]*^expect:/im,
    decidedBy: 'RFC 9110 §10.1.1: a list of two is not the one expectation that is defined',
  },
  {
    input: 'an empty Transfer-Encoding, or one with empty members',
    refusedBy: 'tsgi',
    as: 'framing-ambiguous',
    pattern: /^transfer-encoding:[\t ]*(?:\r|,|[^\r]*,[\t ]*[\r,])/im,
    decidedBy: 'RFC 9112 §6.3 step 4: the framing cannot be told reliably',
  },
  {
    input: 'Transfer-Encoding in HTTP/1.0',
    refusedBy: 'tsgi',
    as: 'framing-ambiguous',
    pattern: / HTTP\/1\.0\r[\s\S]*^transfer-encoding:/im,
    decidedBy: 'RFC 9112 §6.1: its framing is to be treated as faulty',
  },
  {
    input: 'a Transfer-Encoding that is not a list of names, or has chunked before its end',
    refusedBy: 'tsgi',
    as: 'framing-ambiguous',
    pattern: /^transfer-encoding:(?![\t ]*(?:(?!chunked)[a-z][a-z0-9-]* *, *)*chunked[\t ]*\r)/im,
    decidedBy: 'RFC 9112 §6.3 step 4',
  },
  {
    input: 'CONNECT with content',
    refusedBy: 'tsgi',
    as: 'framing-ambiguous',
    pattern: /^CONNECT [^\r]*\r[\s\S]*?^(?:transfer-encoding|content-length):/im,
    decidedBy: 'RFC 9110 §9.3.6: a CONNECT has no content, and its bytes could be taken for the tunnel',
  },
  {
    input: 'another transfer coding before chunked',
    refusedBy: 'tsgi',
    as: 'transfer-coding',
    pattern: /^transfer-encoding:[^\r]*,[\t ]*chunked/im,
    decidedBy: 'RFC 9112 §6.1: 501; node:http passes the coded bytes on as if they were the content',
  },
  {
    input: 'a tab behind a Content-Length',
    refusedBy: 'node',
    as: 'HPE_INVALID_CONTENT_LENGTH',
    pattern: /^content-length:[\t ]*[0-9]+ *\t[\t ]*\r/im,
    decidedBy: 'RFC 9112 §5, RFC 9110 §5.6.3: white space around a value is SP or HTAB',
  },
  {
    input: 'white space around the semicolon or the equals sign of a chunk extension',
    refusedBy: 'node',
    as: 'HPE_INVALID_CHUNK_SIZE',
    pattern: /^[0-9A-F]+(?:[\t ]+;|[^\r\n]*(?:;[\t ]|[\t ]=|=[\t ]))/im,
    decidedBy: 'RFC 9112 §7.1.1: bad white space must be accepted by a recipient',
  },
  {
    input:
      'white space around the semicolon or the equals sign of a chunk extension (a space right behind the semicolon)',
    refusedBy: 'node',
    as: 'HPE_STRICT',
    pattern: /^[0-9A-F]+(?:[\t ]+;|[^\r\n]*(?:;[\t ]|[\t ]=|=[\t ]))/im,
    decidedBy: 'RFC 9112 §7.1.1: bad white space must be accepted by a recipient',
  },
  {
    input: 'a chunk extension without a name or a value',
    refusedBy: 'tsgi',
    as: 'chunk-extension',
    pattern: /^[0-9A-F]+[^\r\n]*(?:;[\t ]*[=;]|=[\t ]*[;\r]|=;|;[\t ]*\r)/im,
    decidedBy: 'RFC 9112 §7.1.1: the grammar',
  },
  {
    input: 'a chunk extension with a quote within a value that does not begin with one',
    refusedBy: 'tsgi',
    as: 'chunk-extension',
    pattern: /^[0-9A-F]+[^\r\n]*=[^"\r\n]+"/im,
    decidedBy: 'RFC 9112 §7.1.1: the grammar',
  },
  {
    input: 'a trailer field that may not be one',
    refusedBy: 'tsgi',
    as: 'trailer-forbidden',
    pattern:
      /\n0+[^\r\n]*\r\n(?:[^\r\n]*\r\n)*(?:host|content-length|transfer-encoding|content-type|connection|cookie|expect|proxy):/i,
    decidedBy: 'RFC 9110 §6.5.1',
  },
];
