/** What a proxy says of a connection, and what can be wrong with how it says it. */

/** What a proxy says of a connection. */
export type ProxyHeader =
  /** The proxy's own connection (a health check), or one of which it knows nothing: its own addresses hold. */
  | { readonly kind: 'local' }
  | {
      readonly kind: 'proxied';
      /** The client; `undefined` on a unix socket. */
      readonly source: Endpoint | undefined;
      /** Where the client connected to; `undefined` on a unix socket. */
      readonly destination: Endpoint | undefined;
      /** Whether the client's side of the proxy is TLS. */
      readonly isSecure: boolean;
    };

/** An address, IPv6 in the form of RFC 5952, and a port in decimal digits. */
export interface Endpoint {
  readonly address: string;
  readonly port: string;
}

/** A header, and how many bytes it took. */
export interface ParsedProxyHeader {
  readonly header: ProxyHeader;
  readonly length: number;
}

/** The peer did not send a PROXY header as it should be. */
export class ProxyHeaderError extends Error {
  override readonly name = 'ProxyHeaderError';
  readonly code: ProxyHeaderCode;

  constructor(code: ProxyHeaderCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a {@link ProxyHeaderError} can be about. */
export type ProxyHeaderCode =
  /** The bytes begin like neither version. */
  | 'signature'
  /** A header of version 1 that is not as §2.1 says. */
  | 'text'
  /** A version, command, family or transport that §2.2 does not know. */
  | 'binary'
  /** Addresses or additional fields do not fit the length (§2.2). */
  | 'length'
  /** More bytes than any real header has. */
  | 'too-long';
