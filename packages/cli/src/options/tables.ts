/** What each command can be told. The one place where options, their words and their defaults stand. */
import {
  count,
  descriptor,
  duration,
  list,
  mode,
  patience,
  port,
  size,
  text,
  urlPath,
  workers,
  yesOrNo,
} from './kinds.ts';
import type { Defaulted, Option, TableOf } from './option.ts';

const common = {
  config: option(text, 'FILE', 'Read options from FILE.', 'tsgi.config.ts, .js or .mjs, if there is one'),
  dotenv: option(text, 'FILE', 'Read environment variables from FILE; those that are set already stay.'),
} as const;

const where = {
  host: defaulted(text, 'ADDRESS', "Listen on this address; '::' and 0.0.0.0 are all of them.", '127.0.0.1'),
  port: { ...defaulted(port, 'N', 'Listen on this port; 0 takes a free one.', '8000'), variables: ['PORT'] },
} as const;

/** Options of `tsgi serve`. Times are in milliseconds, sizes in bytes. */
export interface ServeOptions extends CommonOptions, WhereOptions {
  readonly unix: string | undefined;
  readonly unixMode: number | undefined;
  readonly fd: number | undefined;
  readonly backlog: number;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly proxyProtocol: readonly string[] | undefined;
  readonly workers: number;
  readonly workerTimeout: number;
  readonly maxRequests: number | undefined;
  readonly maxBodySize: number | undefined;
  readonly maxHeaderSize: number;
  readonly maxConnections: number | undefined;
  readonly maxConnectionsPerAddress: number | undefined;
  readonly timeout: number | undefined;
  readonly headTimeout: number;
  readonly bodyTimeout: number;
  readonly keepAliveTimeout: number;
  readonly writeTimeout: number;
  readonly closeTimeout: number;
  readonly accessLog: string | undefined;
  readonly json: boolean;
  readonly healthPath: string | undefined;
  readonly pidFile: string | undefined;
}

/** What every command can be told. */
export interface CommonOptions {
  readonly config: string | undefined;
  readonly dotenv: string | undefined;
}

/** Options of `tsgi dev`. */
export interface DevOptions extends CommonOptions, WhereOptions {}

interface WhereOptions {
  readonly host: string;
  readonly port: number;
}

export const serveOptions: TableOf<ServeOptions> = {
  ...where,
  // Shells set HOST too, and a site under development is not for everybody: there it has to be said.
  host: { ...where.host, variables: ['HOST'] },
  unix: option(text, 'PATH', 'Listen on a unix socket instead.'),
  unixMode: option(mode, 'MODE', 'Permissions of the unix socket, in octal.', 'what the umask leaves'),
  fd: option(descriptor, 'N', 'Listen on a socket that is open already.', 'the first that systemd passes, if it does'),
  backlog: defaulted(count, 'N', 'How many connections may wait to be accepted.', '511'),
  tlsCert: option(text, 'FILE', 'Speak TLS, with this certificate (PEM).'),
  tlsKey: option(text, 'FILE', 'Its key (PEM).'),
  proxyProtocol: option(list, 'LIST', "Proxies that begin with a PROXY header: addresses, networks, 'unix'."),

  workers: defaulted(workers, 'N', "How many processes run the application; 'auto' is one a processor.", '1'),
  workerTimeout: defaulted(patience, 'TIME', 'Kill a worker whose event loop does not turn for so long.', '30s'),
  maxRequests: option(count, 'N', 'Replace a worker after N requests, or up to a tenth more.'),

  maxBodySize: option(size, 'SIZE', 'The largest request body; a larger one is answered 413.'),
  maxHeaderSize: defaulted(size, 'SIZE', 'The largest header section; a larger one is answered 431.', '32KiB'),
  maxConnections: option(count, 'N', 'The most connections at once, of each worker.'),
  maxConnectionsPerAddress: option(count, 'N', 'The most connections at once of one address, of each worker.'),

  timeout: option(duration, 'TIME', 'Answer 503 for a response that has not begun after so long.'),
  headTimeout: defaulted(duration, 'TIME', 'How long a request head may take.', '10s'),
  bodyTimeout: defaulted(duration, 'TIME', 'How long a request body may stand still.', '10s'),
  keepAliveTimeout: defaulted(duration, 'TIME', 'How long a connection may wait for its next request.', '75s'),
  writeTimeout: defaulted(duration, 'TIME', 'How long a client may take nothing of a response.', '30s'),
  closeTimeout: defaulted(duration, 'TIME', 'How long requests in flight may take when the server stops.', '30s'),

  accessLog: option(text, 'FILE', "Log each request to FILE; '-' is standard output."),
  json: defaulted(yesOrNo, undefined, 'Write all logs as lines of JSON.', 'false'),
  healthPath: option(urlPath, 'PATH', 'Answer 200 here while requests are wanted, 503 while stopping.'),
  pidFile: option(text, 'FILE', 'Write the process id to FILE.'),
  ...common,
};

export const devOptions: TableOf<DevOptions> = {
  ...where,
  config: common.config,
  dotenv: option(text, 'FILE', 'Read environment variables from FILE.', '.env, if there is one'),
};

/** Options of `tsgi routes`, `tsgi check` and `tsgi env`. */
export const inspectOptions: TableOf<CommonOptions> = { config: common.config, dotenv: devOptions.dotenv };

function defaulted<T>(
  parse: (text: string) => T,
  value: string | undefined,
  help: string,
  fallback: string,
): Defaulted<T> {
  return { parse, value, help, fallback };
}

/** @param otherwise what holds when it is not given, for the help */
function option<T>(
  parse: (text: string) => T,
  value: string | undefined,
  help: string,
  otherwise?: string,
): Option<T> & { readonly fallback: undefined } {
  return { parse, value, help, fallback: undefined, otherwise };
}
