import type { Owner } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { type Server, type ServerOptions, serve } from '@tsgi/server';

/** Serves an application until the end, on a port of its own. */
export async function serverOf(owner: Owner, app: Application, options: ServerOptions = {}): Promise<Server> {
  const server = await serve(app, { port: 0, ...options });
  owner(() => server.close({ timeout: 0 }));
  return server;
}
