/** What a worker tells its server. */
import type { ErrorStream } from '@tsgi/protocol';
import type { ServerOptions } from '@tsgi/server';
import type { ServeOptions } from '../options/tables.ts';
import { LISTENING_DESCRIPTOR } from './messages.ts';

/** The server's options out of the command's. */
export function serverOptions(options: ServeOptions, errors: ErrorStream): ServerOptions {
  const { tlsCert, tlsKey, maxBodySize, maxConnections, maxConnectionsPerAddress } = options;
  return {
    socket: { fd: LISTENING_DESCRIPTOR },
    errors,
    multiprocess: options.workers > 1,
    backlog: options.backlog,
    maxHeaderSize: options.maxHeaderSize,
    headTimeout: options.headTimeout,
    bodyTimeout: options.bodyTimeout,
    keepAliveTimeout: options.keepAliveTimeout,
    writeTimeout: options.writeTimeout,
    closeTimeout: options.closeTimeout,
    proxyProtocol: options.proxyProtocol ?? [],
    ...(maxBodySize === undefined ? {} : { maxBodySize }),
    ...(maxConnections === undefined ? {} : { maxConnections }),
    ...(maxConnectionsPerAddress === undefined ? {} : { maxConnectionsPerAddress }),
    ...(tlsCert === undefined || tlsKey === undefined ? {} : { tls: { cert: tlsCert, key: tlsKey } }),
  };
}
