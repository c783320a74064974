/** `tsgi.config.ts`: what the command would otherwise be told by flags. */

type Duration = `${number}${'ms' | 's' | 'm' | 'h'}`;
type Size = `${number}${'B' | 'KiB' | 'MiB' | 'GiB'}`;

/**
 * The options of `tsgi serve` and `tsgi dev`, as `tsgi serve --help` describes them. Times and sizes have their unit:
 * `'30s'`, `'10MiB'`. Flags and environment variables stand above the file.
 */
export interface Config {
  /** The application, when the command line names none: `'dist/app.js'`, or `'dist/app.js:site'`. */
  readonly app?: string;
  readonly host?: string;
  readonly port?: number;
  readonly unix?: string;
  readonly unixMode?: string;
  readonly fd?: number;
  readonly backlog?: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly proxyProtocol?: readonly string[];
  readonly workers?: number | 'auto';
  readonly workerTimeout?: Duration;
  readonly maxRequests?: number;
  readonly maxBodySize?: Size;
  readonly maxHeaderSize?: Size;
  readonly maxConnections?: number;
  readonly maxConnectionsPerAddress?: number;
  readonly timeout?: Duration;
  readonly headTimeout?: Duration;
  readonly bodyTimeout?: Duration;
  readonly keepAliveTimeout?: Duration;
  readonly writeTimeout?: Duration;
  readonly closeTimeout?: Duration;
  readonly accessLog?: string;
  readonly json?: boolean;
  readonly healthPath?: string;
  readonly pidFile?: string;
  readonly dotenv?: string;
}

/** Gives the configuration back, with its types checked. For the default export of `tsgi.config.ts`. */
export function defineConfig(config: Config): Config {
  return config;
}
