/** What a socket, a PROXY header and a TLS handshake say of a connection. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ConnectionFacts } from '../environ.ts';
import { plainAddress } from './canonical-address.ts';
import { clientCertificateKeys } from './client-certificate.ts';
import type { ProxyHeader } from './proxy-header.ts';

/** The facts of a socket that was accepted. */
export function factsOf(socket: Socket): ConnectionFacts {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (localAddress === undefined) return ON_UNIX;
  return {
    scheme: 'http',
    remoteAddress: plainAddress(remoteAddress ?? ''),
    remotePort: remotePort === undefined ? undefined : String(remotePort),
    localAddress: plainAddress(localAddress),
    localPort: String(localPort ?? ''),
    extra: undefined,
  };
}

/** The facts as a proxy tells them. */
export function proxiedFacts(facts: ConnectionFacts, header: ProxyHeader): ConnectionFacts {
  if (header.kind === 'local') return facts;
  const { source, destination, isSecure } = header;
  const scheme = isSecure ? 'https' : facts.scheme;
  if (source === undefined) return { ...ON_UNIX, scheme };
  return {
    scheme,
    remoteAddress: source.address,
    remotePort: source.port,
    localAddress: destination?.address ?? facts.localAddress,
    localPort: destination?.port ?? facts.localPort,
    extra: undefined,
  };
}

/** The facts with what the handshake has shown. */
export function securedFacts(facts: ConnectionFacts, socket: TLSSocket, asksForCertificate: boolean): ConnectionFacts {
  return { ...facts, scheme: 'https', extra: asksForCertificate ? clientCertificateKeys(socket) : undefined };
}

/** A unix socket has no addresses. An HTTP/1.0 request without a Host has to get some name. */
const ON_UNIX: ConnectionFacts = {
  scheme: 'http',
  remoteAddress: '',
  remotePort: undefined,
  localAddress: 'localhost',
  localPort: '80',
  extra: undefined,
};
