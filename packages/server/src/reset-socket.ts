/** The rudest end of a connection: the peer must not take what it got for the whole. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * Resets a TCP connection. A TLS one ends without `close_notify`, which says the same (RFC 8446 §6.1); a unix socket
 * knows no reset, and just ends.
 */
export function resetSocket(socket: Socket): void {
  if (socket instanceof TLSSocket || socket.localAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
