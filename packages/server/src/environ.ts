/** A request head and the facts of its connection, as an environ (RFC 3875 §4.1). */
import type { Environ, ErrorStream, Exchange, FileWrapper, InputStream } from '@tsgi/protocol';
import type { ClientCertificateEnviron } from './transport/client-certificate.ts';
import type { RequestHead } from './wire/request-head.ts';

/** What is known of a connection before its first byte. */
export interface ConnectionFacts {
  readonly scheme: 'http' | 'https';
  /** The peer's address; `''` on a unix socket. */
  readonly remoteAddress: string;
  /** `undefined` on a unix socket. */
  readonly remotePort: string | undefined;
  /** The server's own address and port, for clients that name none. */
  readonly localAddress: string;
  readonly localPort: string;
  /** Keys that the transport adds: a client's certificate, say. */
  readonly extra: Readonly<ClientCertificateEnviron> | undefined;
}

/** What is the same in every environ of a server. */
export interface EnvironDefaults {
  readonly errors: ErrorStream;
  readonly multiprocess: boolean;
  readonly fileWrapper: FileWrapper;
}

/** The environ of a request. */
export function createEnviron(
  head: RequestHead,
  facts: ConnectionFacts,
  defaults: EnvironDefaults,
  input: InputStream,
  exchange: Exchange,
): Environ {
  const { authority, fields } = head;
  const environ: Environ = {
    REQUEST_METHOD: head.method,
    SCRIPT_NAME: '',
    PATH_INFO: head.path,
    REQUEST_URI: head.target,
    QUERY_STRING: head.query,
    // An empty Host (RFC 9112 §3.2), and none in HTTP/1.0, leave it to the server's address.
    SERVER_NAME: authority === undefined || authority.host === '' ? facts.localAddress : authority.host,
    SERVER_PORT: port(authority, facts),
    SERVER_PROTOCOL: head.version,
    REMOTE_ADDR: facts.remoteAddress,
    'tsgi.version': VERSION,
    'tsgi.url_scheme': facts.scheme,
    'tsgi.input': input,
    'tsgi.errors': defaults.errors,
    'tsgi.multithread': false,
    'tsgi.multiprocess': defaults.multiprocess,
    'tsgi.run_once': false,
    'tsgi.file_wrapper': defaults.fileWrapper,
    'tsgi.exchange': exchange,
  };
  if (facts.remotePort !== undefined) environ.REMOTE_PORT = facts.remotePort;
  if (fields.contentType !== undefined) environ.CONTENT_TYPE = fields.contentType;
  if (fields.contentLength !== undefined) environ.CONTENT_LENGTH = fields.contentLength;
  const { keys, values } = fields;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at];
    if (key !== undefined) environ[key] = values[at];
  }
  if (facts.extra !== undefined) Object.assign(environ, facts.extra);
  return environ;
}

const VERSION = [1, 0] as const;

function port(authority: RequestHead['authority'], facts: ConnectionFacts): string {
  if (authority === undefined || authority.host === '') return facts.localPort;
  if (authority.port !== '') return authority.port;
  return facts.scheme === 'https' ? '443' : '80';
}
