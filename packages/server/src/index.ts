export type { Clock } from './clock.ts';
export { type InputCode, InputError } from './input-error.ts';
export type { ServerOptions } from './options.ts';
export { createServer, type Server, serve } from './server.ts';
export type { ProtocolCode } from './wire/protocol-error.ts';
