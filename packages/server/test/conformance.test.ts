import { serverConformance } from '@tsgi/testing/conformance';
import { it } from 'vitest';
import { createServer } from '../src/index.ts';

serverConformance(it, async (app, errors) => {
  const server = createServer(app, { port: 0, errors });
  await server.listen();
  return { port: Number(new URL(server.url).port), close: () => server.close() };
});
