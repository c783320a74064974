/** What a server has to be told to speak TLS. */

/** A file by its path, or its contents as bytes. */
export type Pem = string | Uint8Array;

/** A certificate and its private key. */
export interface KeyPair {
  /** The certificate, then those between it and the root, in PEM. */
  readonly cert: Pem;
  /** Its private key, in PEM, without a passphrase. */
  readonly key: Pem;
}

/** The server's option `tls`. */
export interface TlsOptions extends KeyPair {
  /**
   * Further certificates, by the name that a client asks for (SNI, RFC 6066 §3): `'example.org'`, or `'*.example.org'`
   * for all names one label longer. Other names, and clients that ask for none, get `cert`.
   * @default none
   */
  readonly names?: Readonly<Record<string, KeyPair>>;
  /**
   * Asks clients for a certificate, and believes those that `ca` has signed: see `ClientCertificateEnviron`.
   * @default none: clients are not asked
   */
  readonly clientCertificates?: {
    /** The certificates of the authorities, in PEM. */
    readonly ca: Pem;
    /**
     * Whether a client without a certificate is refused.
     * @default true
     */
    readonly required?: boolean;
  };
}
