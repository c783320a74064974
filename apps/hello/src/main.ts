import { serve } from '@tsgi/server';
import { app } from './app.ts';

const host = process.env['HOST'] ?? '127.0.0.1';
const port = Number(process.env['PORT'] ?? 8000);

try {
  const server = await serve(app, { host, port });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
  console.log(`Hello is on ${server.url}`);
} catch (error) {
  console.error(isTaken(error) ? `Port ${port} of ${host} is taken: set PORT to another one` : String(error));
  process.exitCode = 1;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
