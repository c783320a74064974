/** Everything that the protocol demands of a server and that can be seen from outside. */
import { serverConformance } from '@tsgi/testing/conformance';
import { it } from 'vitest';
import { serve } from '../src/index.ts';

serverConformance(it, async (app, errors) => {
  const server = await serve(app, { port: 0, errors });
  const { port } = new URL(server.url);
  return { port: Number(port), close: () => server.close() };
});
