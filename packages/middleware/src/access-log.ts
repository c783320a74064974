/** `accessLog`: a line for each request, once its response has ended. */
import { styleText } from 'node:util';
import { type Environ, type Finish, forwardRoutes, type Middleware } from '@tsgi/protocol';
import { starredTarget } from './starred.ts';

/** Options of {@link accessLog}. */
export interface AccessLogOptions {
  /**
   * How a line looks.
   * - `'readable'`: for people, in colours on a terminal that has them.
   * - `'combined'`: the format of Apache and nginx that log analysers read.
   * - `'json'`: an {@link AccessRecord} a line.
   * @default 'json' where `NODE_ENV` is `'production'`, else 'readable'
   */
  readonly format?: 'readable' | 'combined' | 'json';
  /**
   * Takes a line, without its line break.
   * @default writes to standard output
   */
  readonly write?: (line: string) => void;
  /**
   * A logger that takes records in the place of lines: one of `pino`. Answers from 500 on are errors there, from 400 on
   * warnings.
   * @default none
   */
  readonly logger?: AccessLogger;
}

/** What {@link accessLog} needs of a logger; those of `pino` have it. */
export interface AccessLogger {
  info(record: object, message: string): void;
  warn(record: object, message: string): void;
  error(record: object, message: string): void;
}

/** One request and how it was answered. */
export interface AccessRecord {
  /** When the request came, ISO 8601. */
  readonly time: string;
  readonly remoteAddress: string;
  readonly method: string;
  /** As received; the values of a query that sound like secrets are starred out. */
  readonly target: string;
  readonly protocol: string;
  /** `undefined` when the client left before it was answered. */
  readonly status: number | undefined;
  /** Bytes of the body that were sent. */
  readonly bytes: number;
  /** Milliseconds from the call of the application to the end of the response. */
  readonly duration: number;
  /** Whether the response did not reach its end. */
  readonly aborted: boolean;
  /** The pattern that matched, from `exchange.facts.route`. */
  readonly route: string | undefined;
  /** From `exchange.facts.requestId`. */
  readonly requestId: string | undefined;
  /** From `exchange.facts.user`. */
  readonly user: string | undefined;
  /** The secrets of its query starred out too. */
  readonly referer: string | undefined;
  readonly userAgent: string | undefined;
}

/** Logs every request when it is over. Stands outside of everything that it is to see. */
export function accessLog(options: AccessLogOptions = {}): Middleware {
  const { format = process.env['NODE_ENV'] === 'production' ? 'json' : 'readable', logger } = options;
  const write = options.write ?? ((line) => void process.stdout.write(`${line}\n`));
  const colours = options.write === undefined && process.stdout.isTTY && process.stdout.hasColors();
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      const began = performance.now();
      const time = new Date().toISOString();
      environ['tsgi.exchange'].onFinish((finish) => {
        const record = recordOf(environ, finish, time, performance.now() - began);
        if (logger !== undefined) report(logger, record);
        else
          write(
            format === 'json'
              ? JSON.stringify(record)
              : format === 'combined'
                ? combined(record)
                : readable(record, colours),
          );
      });
      return app(environ, startResponse);
    });
}

function recordOf(environ: Environ, finish: Finish, time: string, duration: number): AccessRecord {
  const { facts } = environ['tsgi.exchange'];
  return {
    time,
    remoteAddress: environ.REMOTE_ADDR,
    method: environ.REQUEST_METHOD,
    target: starredTarget(environ.REQUEST_URI),
    protocol: environ.SERVER_PROTOCOL,
    status: finish.status,
    bytes: finish.bytes,
    duration: Math.round(duration * 1000) / 1000,
    aborted: finish.aborted,
    route: facts.route,
    requestId: facts.requestId,
    user: facts.user,
    referer: environ.HTTP_REFERER === undefined ? undefined : starredTarget(environ.HTTP_REFERER),
    userAgent: environ.HTTP_USER_AGENT,
  };
}

function report(logger: AccessLogger, record: AccessRecord): void {
  const level = record.status === undefined || record.status < 400 ? 'info' : record.status < 500 ? 'warn' : 'error';
  logger[level](record, `${record.method} ${record.target} ${record.status ?? '-'}`);
}

/** `host - user [time] "request" status bytes "referer" "agent"`, as Apache documents it. */
function combined(record: AccessRecord): string {
  const request = `${record.method} ${record.target} ${record.protocol}`;
  const { remoteAddress, user, time, status, bytes, referer, userAgent } = record;
  const fields = [
    remoteAddress === '' ? '-' : remoteAddress,
    '-',
    user === undefined ? '-' : escaped(user).replaceAll(' ', '\\x20'),
    `[${apacheTime(time)}]`,
    `"${escaped(request)}"`,
    status ?? '-',
    bytes === 0 ? '-' : bytes,
    `"${escaped(referer ?? '-')}"`,
    `"${escaped(userAgent ?? '-')}"`,
  ];
  return fields.join(' ');
}

/** Nothing from outside may end a field or a line, or steer a terminal: as Apache does, `\xhh` for it. */
function escaped(text: string): string {
  return text.replace(/["\\\x00-\x1f\x7f-\uffff]/g, (found) =>
    found === '"' || found === '\\' ? `\\${found}` : `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** `26/Nov/2026:09:30:00 +0000` */
function apacheTime(iso: string): string {
  const date = new Date(iso);
  const [, day, month, year, clock] = date.toUTCString().match(/(\d+) (\w+) (\d+) ([\d:]+)/) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}

function readable(record: AccessRecord, colours: boolean): string {
  const { time, method, target, status, bytes, duration, route, aborted, requestId } = record;
  const paint = (style: Parameters<typeof styleText>[0], text: string) => (colours ? styleText(style, text) : text);
  const parts = [
    paint('dim', time.slice(11, 19)),
    paint('bold', method.padEnd(4)),
    escaped(target),
    paint(colourOf(status), String(status ?? '---')),
    paint('dim', `${bytesText(bytes)} ${duration < 10 ? duration.toFixed(1) : duration.toFixed(0)} ms`),
    route === undefined ? undefined : paint('dim', escaped(route)),
    requestId === undefined ? undefined : paint('dim', escaped(requestId)),
    aborted ? paint('yellow', 'not finished') : undefined,
  ];
  return parts.filter((part) => part !== undefined).join('  ');
}

function colourOf(status: number | undefined): 'green' | 'cyan' | 'yellow' | 'red' {
  if (status === undefined || status >= 500) return 'red';
  return status >= 400 ? 'yellow' : status >= 300 ? 'cyan' : 'green';
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const kibibytes = bytes / 1024;
  return kibibytes < 1000 ? `${kibibytes.toFixed(1)} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`;
}
