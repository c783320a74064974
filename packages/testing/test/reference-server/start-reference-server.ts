/**
 * A server for the tests of the conformance suite: as simple as one can be that passes it. It stands on the same calls
 * as the in-process client, so it proves as well that those keep the rules of a server.
 */
import { createServer } from 'node:net';
import type { Application, ErrorStream } from '@tsgi/protocol';
import type { StartedServer } from '../../src/conformance/index.ts';
import { Connection } from './connection.ts';
import type { Quirk } from './quirk.ts';

export async function startReferenceServer(
  app: Application,
  errors: ErrorStream,
  quirk?: Quirk,
): Promise<StartedServer> {
  const draining = new AbortController();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    void new Connection(socket, { app, errors, draining: draining.signal, quirk }).serve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  return {
    port: address.port,
    close: () => {
      draining.abort();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
