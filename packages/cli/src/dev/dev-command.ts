/** `tsgi dev`: runs an application while somebody works on it. */
import { cannotListen } from '../cannot-listen.ts';
import { type ListeningSocket, openListeningSocket } from '../listening-socket.ts';
import { parseSpec } from '../load-application.ts';
import { commandOptions } from '../options/command-options.ts';
import { devOptions } from '../options/tables.ts';
import { onStopSignals } from '../stop-signals.ts';
import { UsageError } from '../usage-error.ts';
import { DevSession } from './dev-session.ts';

/**
 * Runs until it is told to stop.
 * @returns the exit code
 * @throws UsageError
 */
export async function devCommand(argv: readonly string[], folder: string): Promise<number> {
  const { options, app } = await commandOptions(devOptions, argv, folder);
  if (process.env['NODE_ENV'] === 'production') {
    throw new UsageError(
      'production',
      "tsgi dev shows source and environ to everybody: not where NODE_ENV is 'production'",
    );
  }
  process.env['NODE_ENV'] ??= 'development';
  parseSpec(app, folder);
  const { host, port, dotenv } = options;
  let socket: ListeningSocket;
  try {
    socket = await openListeningSocket({ host, port, backlog: 511 });
  } catch (error) {
    process.stderr.write(`tsgi: ${cannotListen(error, `port ${port} of ${host}`)}\n`);
    return 1;
  }
  const session = new DevSession({ app, folder, dotenv, socket });
  onStopSignals(
    () => session.stop(),
    () => session.kill(),
  );
  return await session.ended;
}
