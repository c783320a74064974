/** Both ends of a connection that has left HTTP, in memory. */
import { type Duplex, duplexPair } from 'node:stream';

/**
 * Makes a connection. Each end sees the other one end and close.
 * @param closed called once, when the server's end has closed
 */
export function connectSockets(closed: () => void): { readonly client: Duplex; readonly server: Duplex } {
  const [client, server] = duplexPair();
  followClose(client, server);
  followClose(server, client);
  server.once('close', closed);
  return { client, server };
}

/** One that is destroyed before it has sent its end takes the other one with it, as a reset does. */
function followClose(from: Duplex, to: Duplex): void {
  from.once('close', () => {
    if (!from.writableFinished) to.destroy();
  });
}
