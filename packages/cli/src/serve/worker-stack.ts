/** What `tsgi serve` puts around an application: only what was asked for. */
import { type AccessLogOptions, accessLog, healthCheck, timeout } from '@tsgi/middleware';
import type { Application } from '@tsgi/protocol';
import type { ServeOptions } from '../options/tables.ts';
import type { LogFile } from './log-file.ts';
import { RequestsInFlight } from './requests-in-flight.ts';

export interface WorkerStack {
  readonly app: Application;
  /** The requests that are not answered yet: `GET /path`. */
  readonly inFlight: RequestsInFlight;
}

export function workerStack(app: Application, options: ServeOptions, accessFile: LogFile | undefined): WorkerStack {
  const inFlight = new RequestsInFlight();
  let stack = inFlight.middleware(app);
  if (options.timeout !== undefined) stack = timeout(options.timeout)(stack);
  if (options.healthPath !== undefined) {
    stack = healthCheck({ livePath: false, readyPath: options.healthPath })(stack);
  }
  if (options.accessLog !== undefined) stack = accessLog(logging(options.json, accessFile))(stack);
  return { app: stack, inFlight };
}

function logging(isJson: boolean, file: LogFile | undefined): AccessLogOptions {
  return {
    format: isJson ? 'json' : 'combined',
    ...(file === undefined ? {} : { write: (line: string) => file.write(line) }),
  };
}
