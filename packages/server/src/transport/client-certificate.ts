/** A client's certificate in the environ, under the names of Apache's mod_ssl. */
import type { TLSSocket } from 'node:tls';

/** What the server adds to the environ when it asks for client certificates. */
export interface ClientCertificateEnviron {
  /** `SUCCESS`, or `NONE` when the client has none. One that fails verification gets no connection. */
  SSL_CLIENT_VERIFY: 'SUCCESS' | 'NONE';
  /** The client's certificate, in PEM. This and what follows is there only with `SUCCESS`. */
  SSL_CLIENT_CERT?: string;
  /** Its subject (RFC 2253): `CN=alice,O=Example`; other characters than ASCII as escaped UTF-8 (§2.4). */
  SSL_CLIENT_S_DN?: string;
  /** Its issuer, likewise. */
  SSL_CLIENT_I_DN?: string;
  /** Its serial number, in hexadecimal digits. */
  SSL_CLIENT_M_SERIAL?: string;
}

/** The keys for a connection whose client was asked for a certificate. */
export function clientCertificateKeys(socket: TLSSocket): ClientCertificateEnviron {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined || !socket.authorized) return { SSL_CLIENT_VERIFY: 'NONE' };
  return {
    SSL_CLIENT_VERIFY: 'SUCCESS',
    SSL_CLIENT_CERT: certificate.toString(),
    SSL_CLIENT_S_DN: formatName(certificate.subject),
    SSL_CLIENT_I_DN: formatName(certificate.issuer),
    SSL_CLIENT_M_SERIAL: certificate.serialNumber,
  };
}

/** Whether a client has shown a certificate that is not to be believed. */
export function isCertificateRefused(socket: TLSSocket): boolean {
  return !socket.authorized && socket.getPeerX509Certificate() !== undefined;
}

/**
 * A name from Node's lines, one for each part and their values escaped, general part first, as RFC 2253 has it: in one
 * line, and the general part last.
 */
function formatName(lines: string): string {
  const name = lines.trimEnd().split('\n').reverse().join(',');
  return name.replace(/[^\x20-\x7e]+/gu, escapeBytes);
}

function escapeBytes(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
