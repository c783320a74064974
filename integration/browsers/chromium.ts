/** A global setup of vitest: one Chromium for the whole area, which `openWindow` finds. */
import { findProgram, tearDown } from '@tsgi/harness';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly chromium: string;
  }
}

export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) throw new Error('chromium is not installed: see .ci/packages.txt');
  const server = await chromium.launchServer({ executablePath, args: ARGUMENTS });
  provide('chromium', server.wsEndpoint());
  return tearDown(() => server.close());
}

const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
  // Names with which a site is not on the browser's own machine, as it sees it.
  '--host-resolver-rules=MAP *.test 127.0.0.1, MAP localhost 127.0.0.1',
];
