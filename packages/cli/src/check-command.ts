/** `tsgi check`: asks an application for each of its pages, over a real connection, under lint. */
import { request } from 'node:http';
import { type LintError, lint } from '@tsgi/lint';
import { describeError, type ErrorStream, routesOf } from '@tsgi/protocol';
import { serve } from '@tsgi/server';
import { type AskedPage, askedPages } from './asked-page.ts';
import { loadForInspection } from './load-for-inspection.ts';
import { table } from './table.ts';

/** @returns the exit code: 1 when something is wrong @throws UsageError */
export async function checkCommand(argv: readonly string[], folder: string): Promise<number> {
  const { name, loaded } = await loadForInspection(argv, folder);
  const pages = askedPages(loaded.app[routesOf]?.() ?? []);
  const faults: string[] = [];
  let latest: string | undefined;
  const onFault = ({ message }: LintError): void => {
    latest = message;
    faults.push(message);
  };
  // What a page leaves uncaught is a fault of that page, or of the one before.
  const uncaught = (error: unknown): number => faults.push(`not caught: ${describeError(error).split('\n')[0] ?? ''}`);
  process.on('uncaughtException', uncaught).on('unhandledRejection', uncaught);
  // What the application logs is shown; the rules that it breaks stand in the report.
  const errors: ErrorStream = {
    write: (text) => {
      if (latest === undefined || !text.includes(latest)) process.stderr.write(text);
    },
    flush: () => undefined,
  };
  const server = await serve(lint({ mode: 'warn', onFault })(loaded.app), { port: 0, errors });
  const answers: Answer[] = [];
  for (const page of pages) answers.push(await ask(server.url, page, faults));
  await server.close({ timeout: 1000 });
  await loaded.close();
  const failed = answers.filter((answer) => answer.status === 0 || answer.status >= 500 || answer.faults.length > 0);
  process.stdout.write(report(name, answers, failed.length, faults));
  return failed.length === 0 && faults.length === 0 ? 0 : 1;
}

interface Answer {
  readonly page: AskedPage;
  /** 0 when there was none. */
  readonly status: number;
  readonly faults: readonly string[];
}

function ask(url: string, page: AskedPage, faults: string[]): Promise<Answer> {
  const headers = { Accept: 'text/html', ...(page.host === undefined ? {} : { Host: page.host }) };
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PATIENCE);
    const call = request(new URL(page.path, url), { headers, agent: false, signal }, (response) => {
      const { statusCode: status = 0 } = response;
      // Endless responses, server-sent events, are not waited for.
      if (response.headers['content-type']?.startsWith('text/event-stream') === true) response.destroy();
      response.resume().on('close', () => {
        const own = status === 404 && page.isListed ? ['it is listed as a route, and there is no such page'] : [];
        resolve({ page, status, faults: [...own, ...faults.splice(0)] });
      });
    });
    call.on('error', (error) => {
      const what = signal.aborted ? `no answer within ${PATIENCE / 1000} s` : error.message;
      resolve({ page, status: 0, faults: [what, ...faults.splice(0)] });
    });
    call.end();
  });
}

/** How long a page may take, in milliseconds. */
const PATIENCE = 10_000;

function report(name: string, answers: readonly Answer[], failed: number, later: readonly string[]): string {
  const rows = answers.flatMap(({ page: { host = '', path }, status, faults }) => [
    [status === 0 ? '---' : String(status), host + path],
    ...faults.map((fault) => ['', `  ${fault}`]),
  ]);
  rows.push(...later.map((fault) => ['', fault]));
  const count = `${answers.length} path${answers.length === 1 ? '' : 's'}`;
  const wrong = failed + later.length;
  const verdict = wrong === 0 ? 'no rule is broken' : `${wrong} with something wrong`;
  return `${table(rows)}\n${name}: ${count} asked for, ${verdict}\n`;
}
