// @ts-check
/**
 * `npm start`: builds the main demo and what it needs, where it is stale, and runs it in this process, so that signals,
 * the exit code, `PORT` and `HOST` are the demo's own.
 */
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { runTurbo } from './run-tool.mjs';
import { root } from './workspaces.mjs';

const demo = 'apps/hello';

const { ok, output } = runTurbo(['build', `--filter=./${demo}`, '--output-logs=errors-only']);
if (ok) {
  const main = join(root, demo, 'dist/main.js');
  process.argv[1] = main;
  await import(pathToFileURL(main).href);
} else {
  console.error(output);
  process.exitCode = 1;
}
