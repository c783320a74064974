export type { Clock } from './clock.ts';
export type { RequestFailure, RequestFinish, RequestStart } from './diagnostics.ts';
export { type InputCode, InputError } from './input-error.ts';
export type { ServerOptions } from './options.ts';
export { createServer, type Server, serve } from './server.ts';
export type { ClientCertificateEnviron } from './transport/client-certificate.ts';
export { type InheritedSocket, inheritedSockets } from './transport/inherited-sockets.ts';
export type { KeyPair, Pem, TlsOptions } from './transport/tls-options.ts';
export type { ProtocolCode } from './wire/protocol-error.ts';
