/** The program of a worker: loads the application, accepts from the socket it has inherited, and goes when told to. */

import { subscribe } from 'node:diagnostics_channel';
import type { Application, ErrorStream } from '@tsgi/protocol';
import { describeError } from '@tsgi/protocol';
import { type Server, serve } from '@tsgi/server';
import { surviveClosedOutput } from '../closed-output.ts';
import { applyEnvironment, readEnvironmentFile } from '../environment-file.ts';
import { type LoadedApplication, loadApplication } from '../load-application.ts';
import type { ServeOptions } from '../options/tables.ts';
import { onStopSignals } from '../stop-signals.ts';
import { UsageError } from '../usage-error.ts';
import { jsonLine } from './log.ts';
import { LogFile } from './log-file.ts';
import { type FromWorker, SENDER, type ToWorker } from './messages.ts';
import { requestLimit } from './request-limit.ts';
import type { RequestsInFlight } from './requests-in-flight.ts';
import { serverOptions } from './server-options.ts';
import { workerStack } from './worker-stack.ts';

process.title = 'tsgi worker';
surviveClosedOutput();
let running: { readonly server: Server; readonly loaded: LoadedApplication } | undefined;
let accessFile: LogFile | undefined;
let isStopping = false;

// A terminal that closes tells every process of its group. What it means is the master's business.
process.on('SIGHUP', () => undefined);
onStopSignals(
  // One that is told by itself goes when another one has taken its place; if all are, the master knows too.
  () => tell({ type: 'retire', reason: 'it was told to stop', isFault: false }),
  () => process.exit(1),
);
process.on('message', (message: ToWorker) => {
  if (message.type === 'start') void start(message);
  else if (message.type === 'stop') void stop();
  else reopenLogs();
});
// The master is gone.
process.on('disconnect', () => void stop());

async function start({ app: spec, folder, options }: ToWorker & { readonly type: 'start' }): Promise<void> {
  setInterval(() => tell({ type: 'alive' }), Math.min(1000, options.workerTimeout / 4)).unref();
  const errors = errorStream(options.json);
  try {
    applyEnvironment(readEnvironmentFile(folder, options.dotenv));
    const loaded = await loadApplication(spec, folder);
    if (options.accessLog !== undefined && options.accessLog !== '-') accessFile = openLog(options.accessLog);
    const { app, inFlight } = workerStack(loaded.app, options, accessFile);
    surviveErrors(errors, inFlight);
    if (options.maxRequests !== undefined) retireAfter(options.maxRequests);
    const server = await listen(app, options, errors);
    running = { server, loaded };
    if (isStopping) await finish(running);
    else tell({ type: 'ready', url: server.url });
  } catch (error) {
    fail(error, spec, options.json);
  }
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  if (running !== undefined) await finish(running);
  // One that is still loading its application has promised nothing to anybody.
  else process.exit();
}

async function finish({ server, loaded }: NonNullable<typeof running>): Promise<void> {
  await server.close();
  try {
    await loaded.close();
  } catch (error) {
    process.stderr.write(`close() of the application failed: ${describeError(error)}\n`);
  }
  accessFile?.flush();
  process.exit(0);
}

/** After an error that nobody caught, nobody knows what state the process is in: it finishes its requests, and goes. */
function surviveErrors(errors: ErrorStream, inFlight: RequestsInFlight): void {
  const report = (kind: string) => (error: unknown) => {
    const requests = inFlight.describe();
    const where = requests === undefined ? '' : ` during ${requests}`;
    errors.write(`${kind}${where}: ${describeError(error)}\n`);
    tell({ type: 'retire', reason: kind, isFault: true });
  };
  process.on('uncaughtException', report('uncaught exception'));
  process.on('unhandledRejection', report('unhandled rejection'));
}

function retireAfter(requests: number): void {
  let left = requestLimit(requests);
  subscribe('tsgi:request:start', () => {
    if (--left > 0) return;
    // If nobody can take its place now, it asks again after as many.
    left = requestLimit(requests);
    tell({ type: 'retire', reason: 'it has had its number of requests', isFault: false });
  });
}

/** @throws UsageError `bad-option` */
function openLog(path: string): LogFile {
  try {
    return new LogFile(path);
  } catch (error) {
    throw new UsageError('bad-option', `--access-log ${path} cannot be written: ${String(error)}`, error);
  }
}

function reopenLogs(): void {
  try {
    accessFile?.reopen();
  } catch (error) {
    process.stderr.write(`the access log cannot be opened anew: ${String(error)}\n`);
  }
}

function errorStream(isJson: boolean): ErrorStream {
  return {
    write: (text) => void process.stderr.write(isJson ? `${jsonLine('error', text.trimEnd())}\n` : text),
    flush: () => undefined,
  };
}

async function listen(app: Application, options: ServeOptions, errors: ErrorStream): Promise<Server> {
  try {
    return await serve(app, serverOptions(options, errors));
  } catch (error) {
    throw new ListenError(options, error);
  }
}

class ListenError extends Error {
  constructor({ fd }: ServeOptions, cause: unknown) {
    const where = fd === undefined ? 'cannot listen' : `cannot listen on descriptor ${fd}, which has to be a socket`;
    super(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Exits once the master has been told why. */
function fail(error: unknown, spec: string, isJson: boolean): void {
  const failed: FromWorker = {
    type: 'failed',
    message: startFailure(error, spec),
    isUsage: error instanceof UsageError,
  };
  if (!process.connected) process.exit(1);
  process.send?.({ ...failed, from: SENDER }, () => {
    // Whoever else listens for what nobody catches does not keep the process.
    setImmediate(() => process.exit(1));
    // Node knows in which module it stands, and says so of errors only that nobody catches, though never as JSON.
    if (isWithoutPlace(error) && !isJson) throw error;
  });
}

function startFailure(error: unknown, spec: string): string {
  if (error instanceof UsageError || error instanceof ListenError) return error.message;
  return `${spec} cannot be loaded: ${isWithoutPlace(error) ? error.message : describeError(error)}`;
}

/** Of a module that does not parse, the stack shows Node's own functions. */
function isWithoutPlace(error: unknown): error is SyntaxError {
  return error instanceof SyntaxError && /^SyntaxError: .*(\n {4}at .*\(node:.*\))+$/.test(error.stack ?? '');
}

function tell(message: FromWorker): void {
  if (process.connected) process.send?.({ ...message, from: SENDER });
}
