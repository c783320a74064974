/** The contract of a server, as a suite that any test runner runs and every server has to pass. */
import type { Application } from '@tsgi/protocol';
import type { ConformanceCase } from './conformance-case.ts';
import { conformanceCases } from './conformance-cases.ts';
import { Site, type StartServer } from './site.ts';

/** Registers one test: `it` and `test` of the usual runners are such functions. */
export type TestFunction = (name: string, run: () => Promise<void>) => unknown;

/** How the suite is run. */
export interface ConformanceOptions {
  /**
   * How long one case may take before it has failed, in milliseconds: a server that is wrong often hangs.
   * @default 30_000
   */
  readonly deadline?: number;
}

/**
 * Registers one test for everything that TSGI 1.0 demands of a server and that can be seen from outside, on real
 * sockets. Each is named by the id of its rule in SPEC.md: `environ-target-refused: refuses a dot segment`.
 *
 * A server that cannot do a thing fails its case. Its author says so, by giving a `test` that skips that name.
 */
export function serverConformance(test: TestFunction, start: StartServer, options: ConformanceOptions = {}): void {
  const { deadline = 30_000 } = options;
  for (const one of conformanceCases) {
    test(`${one.rule}: ${one.text}`, () => runCase(one, start, deadline));
  }
}

async function runCase(one: ConformanceCase, start: StartServer, deadline: number): Promise<void> {
  const sites: Site[] = [];
  const startSite = async (app: Application): Promise<Site> => {
    const site = await Site.start(start, app);
    sites.push(site);
    return site;
  };
  try {
    await inTime(one.run(startSite), deadline);
  } catch (error) {
    const seen = sites.map(({ log, transcript }) => `\nCame in:\n${transcript}\nLogged:\n${log.slice(-2000)}`);
    throw new Error(`${messageOf(error)}${seen.join('')}`, { cause: error });
  } finally {
    await inTime(Promise.all(sites.map((site) => site.dispose())), deadline);
  }
}

async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done after ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
