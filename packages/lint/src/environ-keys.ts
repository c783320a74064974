/** The keys of the environ: what a server must provide, and what each key means. */

/** One key of the environ. */
export interface EnvironKey {
  readonly key: string;
  /** Whether every server provides it for every request. */
  readonly required: boolean;
  /** Its meaning, a row of SPEC.md's table. */
  readonly text: string;
}

/** Every key that the protocol itself defines, in the order of the specification. */
export const environKeys: readonly EnvironKey[] = [
  {
    key: 'REQUEST_METHOD',
    required: true,
    text: 'The method exactly as sent, case kept (RFC 9110 §9.1).',
  },
  {
    key: 'SCRIPT_NAME',
    required: true,
    text: "The part of the path that has led to this application: `''`, or a canonical path that starts with `/` and does not end with one. A mount moves segments from `PATH_INFO` to it.",
  },
  {
    key: 'PATH_INFO',
    required: true,
    text: "The rest of the path, percent-encoded in its canonical form, never decoded. `''` only below a mount, for the target `*`, and for CONNECT.",
  },
  { key: 'REQUEST_URI', required: true, text: 'The request target exactly as received (RFC 9112 §3.2).' },
  {
    key: 'QUERY_STRING',
    required: true,
    text: "What follows the first `?` of the target, raw; `''` when there is none.",
  },
  { key: 'CONTENT_TYPE', required: false, text: 'The value of `Content-Type`.' },
  {
    key: 'CONTENT_LENGTH',
    required: false,
    text: 'The length of the body in bytes, decimal digits. Absent for a chunked body and for none.',
  },
  {
    key: 'SERVER_NAME',
    required: true,
    text: "The host that the client addressed, from the target or `Host`, without the port; else the server's address.",
  },
  {
    key: 'SERVER_PORT',
    required: true,
    text: "The port that the client addressed, decimal digits; the scheme's default when it named none.",
  },
  { key: 'SERVER_PROTOCOL', required: true, text: "The protocol of the request: `'HTTP/1.1'`." },
  { key: 'REMOTE_ADDR', required: true, text: "The peer's IPv4 or IPv6 address; `''` on a unix socket." },
  { key: 'REMOTE_PORT', required: false, text: "The peer's port, decimal digits; absent on a unix socket." },
  {
    key: 'HTTP_*',
    required: false,
    text: 'One key for each other header of the request: `HTTP_USER_AGENT` for `User-Agent`.',
  },
  { key: 'tsgi.version', required: true, text: 'The version of this protocol: `[1, 0]`.' },
  {
    key: 'tsgi.url_scheme',
    required: true,
    text: "The scheme of the URL that the client used: `'http'` or `'https'`.",
  },
  { key: 'tsgi.input', required: true, text: 'The body of the request: section 4.' },
  { key: 'tsgi.errors', required: true, text: 'Where an application logs: section 5.' },
  {
    key: 'tsgi.multithread',
    required: true,
    text: 'A boolean: whether another thread may call the application at the same time. Calls interleave at every `await`, whatever it says.',
  },
  {
    key: 'tsgi.multiprocess',
    required: true,
    text: 'A boolean: whether another process may run the same application at the same time.',
  },
  {
    key: 'tsgi.run_once',
    required: true,
    text: 'A boolean: whether the application is called once only in the life of its process.',
  },
  { key: 'tsgi.file_wrapper', required: true, text: 'Makes a body of a file: section 12.' },
  { key: 'tsgi.exchange', required: true, text: 'This request and its response as the server sees them: section 10.' },
];
