/** `tsgi serve`: runs an application in production. */
import { fstatSync } from 'node:fs';
import { inheritedSockets } from '@tsgi/server';
import { cannotListen } from '../cannot-listen.ts';
import { readEnvironmentFile } from '../environment-file.ts';
import { inheritedSocket, type ListeningSocket, openListeningSocket } from '../listening-socket.ts';
import { parseSpec } from '../load-application.ts';
import { type CommandOptions, commandOptions } from '../options/command-options.ts';
import { flagName } from '../options/option.ts';
import { unknownVariables } from '../options/read-options.ts';
import { type ServeOptions, serveOptions } from '../options/tables.ts';
import { onStopSignals } from '../stop-signals.ts';
import { UsageError } from '../usage-error.ts';
import { type Log, standardLog } from './log.ts';
import { Master } from './master.ts';
import { TITLE, writePidFile } from './pid-file.ts';
import { serviceManager } from './service-manager.ts';

/**
 * Serves until it is told to stop.
 * @returns the exit code
 * @throws UsageError
 */
export async function serveCommand(argv: readonly string[], folder: string): Promise<number> {
  // From the first moment on: a signal that comes early must not end the command without a word.
  let master: Master | undefined;
  const early = { isStopped: false };
  onStopSignals(
    () => {
      early.isStopped = true;
      master?.stop();
    },
    () => (master === undefined ? process.exit(1) : master.kill()),
  );
  process.on('SIGHUP', () => {
    // Before there is one, everything is still to be read.
    if (master !== undefined) void rereadAndRestart();
  });
  process.on('SIGTTIN', () => master?.change(1));
  process.on('SIGTTOU', () => master?.change(-1));
  process.on('SIGUSR2', () => master?.reopenLogs());

  const told = await commandOptions(serveOptions, argv, folder);
  const { options, app } = told;
  process.title = `${TITLE}${app}`;
  // Each worker reads it for itself, and anew after a restart.
  const { variables } = readEnvironmentFile(folder, options.dotenv);
  process.env['NODE_ENV'] ??= variables['NODE_ENV'] ?? 'production';
  parseSpec(app, folder);
  checkTogether(options);
  const log = standardLog(options.json);
  for (const name of unknownVariables(serveOptions, process.env))
    log.say('warn', `${name} is set, and is no option (see tsgi serve --help)`);

  async function rereadAndRestart(): Promise<void> {
    try {
      const { app, options } = await reread(told, argv, folder, log);
      master?.restart(app, options);
    } catch (error) {
      log.say('error', `no restart: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  const removePidFile = options.pidFile === undefined ? () => undefined : writePidFile(options.pidFile);
  try {
    const socket = await listeningSocket(options);
    const manager = serviceManager(process.env, log);
    master = new Master({ app, folder, options, socket, program: WORKER, log, serviceManager: manager });
    if (early.isStopped) master.stop();
    const code = await master.ended;
    await manager.told();
    return code;
  } catch (error) {
    log.say('error', cannotListen(error, options.unix ?? `port ${options.port} of ${options.host}`));
    return 1;
  } finally {
    removePidFile();
  }
}

const WORKER = new URL('./worker.js', import.meta.url);

let revision = 0;

/** The configuration file may have changed. What the master itself was told at its start stays. */
async function reread(
  before: CommandOptions<ServeOptions>,
  argv: readonly string[],
  folder: string,
  log: Log,
): Promise<{ readonly app: string; readonly options: ServeOptions }> {
  const { app, options } = await commandOptions(serveOptions, argv, folder, ++revision);
  checkTogether(options);
  const { host, port, unix, unixMode, fd, backlog, pidFile, json } = before.options;
  const fixed = { host, port, unix, unixMode, fd, backlog, pidFile, json };
  const changed = Object.entries(fixed).filter(([name, value]) => Reflect.get(options, name) !== value);
  for (const [name] of changed) log.say('warn', `--${flagName(name)} has changed: that needs a new start`);
  return { app, options: { ...options, ...fixed } };
}

async function listeningSocket(options: ServeOptions): Promise<ListeningSocket> {
  const { fd, unix, unixMode, host, port, backlog } = options;
  const [passed] = inheritedSockets();
  if (fd !== undefined) {
    assertOpen(fd);
    return inheritedSocket(fd);
  }
  if (unix !== undefined) {
    return openListeningSocket({
      socket: { path: unix, ...(unixMode === undefined ? {} : { mode: unixMode }) },
      backlog,
    });
  }
  return passed === undefined ? openListeningSocket({ host, port, backlog }) : inheritedSocket(passed.fd);
}

/** @throws UsageError `options-conflict` */
function checkTogether({ fd, unix, unixMode, tlsCert, tlsKey }: ServeOptions): void {
  if (unixMode !== undefined && unix === undefined) {
    throw new UsageError('options-conflict', '--unix-mode is for --unix, which is not given');
  }
  // sockaddr_un has room for so many, and the system cuts off what is longer.
  if (unix !== undefined && Buffer.byteLength(unix) > LONGEST_UNIX_PATH) {
    throw new UsageError(
      'bad-option',
      `--unix has ${Buffer.byteLength(unix)} bytes, and ${LONGEST_UNIX_PATH} are possible`,
    );
  }
  if (fd !== undefined && unix !== undefined) {
    throw new UsageError('options-conflict', '--fd and --unix both say where to listen: give one of them');
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new UsageError('options-conflict', '--tls-cert and --tls-key belong together: give both of them');
  }
}

const LONGEST_UNIX_PATH = 107;

/** @throws UsageError `bad-option` */
function assertOpen(fd: number): void {
  try {
    fstatSync(fd);
  } catch (error) {
    throw new UsageError('bad-option', `--fd is ${fd}, and nothing is open there`, error);
  }
}
