// @ts-check
/**
 * `npm start`, `npm start -- conduit`: builds a demo and what it needs, where they are stale, and serves it by `tsgi`
 * in this process, so that signals, the exit code, `PORT` and `HOST` are the command's own. What follows the name is
 * its command line: `npm start -- polls dev`, `npm start -- --port 9000`.
 */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { runTurbo } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

const demos = workspaces().filter(({ folder }) => folder.startsWith('apps/'));
const argv = process.argv.slice(2);
const name = takeWord() ?? 'polls';
const command = takeWord() ?? 'serve';
const demo = demos.find(({ folder }) => basename(folder) === name);

if (demo === undefined) {
  console.error(`Unknown demo: ${name}. There are: ${demos.map(({ folder }) => basename(folder)).join(', ')}`);
  process.exitCode = 2;
} else {
  if (!existsSync(join(demo.path, 'dist')))
    console.log(`Building ${name}, which can take half a minute the first time`);
  const { ok, output } = await runTurbo(['build', `--filter=./${demo.folder}`, '--output-logs=errors-only']);
  if (ok) await serve(demo.path);
  else {
    console.error(output);
    process.exitCode = 1;
  }
}

/** The next word of the command line, unless an option comes first. @returns {string | undefined} */
function takeWord() {
  return argv[0]?.startsWith('-') === false ? argv.shift() : undefined;
}

/** @param {string} folder of the demo */
async function serve(folder) {
  process.chdir(folder);
  // What a demo has instead of secrets that somebody has set: they are made at the first start, and kept there.
  process.env['POLLS_SECRETS'] ??= join(root, 'apps/polls/var');
  const source = existsSync('src/main.ts') ? 'src/main.ts' : 'src/app.ts';
  process.argv.splice(1, Infinity, 'tsgi', command, ...(command === 'dev' ? [source] : []), ...argv);
  await import(pathToFileURL(join(root, 'packages/cli/bin/tsgi.js')).href);
}
