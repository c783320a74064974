/**
 * The process of `tsgi dev` that has the application. It is started ahead of its time, with everything but the
 * application loaded, and waits until it is wanted.
 */

import { lint } from '@tsgi/lint';
import { accessLog, debugErrors, requestStore } from '@tsgi/middleware';
import type { Application, Environ } from '@tsgi/protocol';
import { describeError } from '@tsgi/protocol';
import { type Server, serve } from '@tsgi/server';
import { surviveClosedOutput } from '../closed-output.ts';
import { applyEnvironment, readEnvironmentFile } from '../environment-file.ts';
import { compileTypeScript } from '../import-module.ts';
import { loadApplication, parseSpec } from '../load-application.ts';
import { UsageError } from '../usage-error.ts';
import { onApplicationFiles, requiredFiles } from './application-files.ts';
import { loadFailure } from './load-failure.ts';
import { CLOSE_TIMEOUT, type FromDevWorker, LISTENING_DESCRIPTOR, SENDER, type ToDevWorker } from './messages.ts';

surviveClosedOutput();
const compiled = compileTypeScript().then(() =>
  onApplicationFiles((files) => {
    lastLoaded = files.found.at(-1) ?? lastLoaded;
    tell({ type: 'watch', ...files });
  }),
);
const request = requestStore((environ: Environ) => `${environ.REQUEST_METHOD} ${environ.PATH_INFO}`);
let lastLoaded: string | undefined;
let server: Server | undefined;
let close: () => Promise<void> = () => Promise.resolve();
let isStopping = false;

process.on('message', (message: ToDevWorker) => {
  if (message.type === 'start') void start(message);
  else void stop();
});
process.on('disconnect', () => process.exit(0));
// The terminal tells the whole group; the parent says what is to be done.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void stop());
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, shown(event));

async function start({ app: spec, folder, dotenv }: ToDevWorker & { readonly type: 'start' }): Promise<void> {
  await compiled;
  const { app, problem, isUsage } = await load(spec, folder, dotenv);
  tell({ type: 'watch', found: requiredFiles(), missing: [] });
  server = await serve(app, { socket: { fd: LISTENING_DESCRIPTOR }, closeTimeout: CLOSE_TIMEOUT });
  if (isStopping) await finish(server);
  else tell({ type: 'ready', url: server.url, problem, isUsage });
}

interface Loaded {
  readonly app: Application;
  readonly problem: string | undefined;
  readonly isUsage: boolean;
}

async function load(spec: string, folder: string, dotenv: string | undefined): Promise<Loaded> {
  try {
    applyEnvironment(readEnvironmentFile(folder, dotenv, '.env'));
    tell({ type: 'watch', found: [parseSpec(spec, folder).path], missing: [] });
    const loaded = await loadApplication(spec, folder);
    close = loaded.close;
    return { app: stack(lint()(loaded.app)), problem: undefined, isUsage: false };
  } catch (thrown) {
    // What the thread of the hooks has said last is on its way.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const { error, text } = loadFailure(thrown, lastLoaded);
    const failing: Application = () => {
      throw error;
    };
    return { app: stack(failing), problem: text, isUsage: thrown instanceof UsageError };
  }
}

function stack(app: Application): Application {
  return accessLog({ format: 'readable' })(debugErrors()(request.middleware(app)));
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  if (server === undefined) process.exit(0);
  await finish(server);
}

async function finish(server: Server): Promise<void> {
  await server.close();
  try {
    await close();
  } catch (error) {
    process.stderr.write(`close() of the application failed: ${describeError(error)}\n`);
  }
  process.exit(0);
}

/** While somebody works on it, an error that nobody caught is shown, and the process kept. */
function shown(event: string): (error: unknown) => void {
  return (error) => {
    const where = request.get();
    const kind = event === 'uncaughtException' ? 'Uncaught exception' : 'Unhandled rejection';
    process.stderr.write(`${kind}${where === undefined ? '' : ` in ${where}`}: ${describeError(error)}\n`);
  };
}

function tell(message: FromDevWorker): void {
  if (process.connected) process.send?.({ ...message, from: SENDER });
}
