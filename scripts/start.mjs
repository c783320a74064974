// @ts-check
/**
 * `npm start`: builds an app and what it needs, where they are stale, and serves it by `tsgi` in this process, so that
 * signals, the exit code, `PORT` and `HOST` are the command's own.
 * `node start.mjs [apps/polls] [serve | dev]`
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { runTurbo } from './run-tool.mjs';
import { root } from './workspaces.mjs';

const [app = 'apps/polls', command = 'serve'] = process.argv.slice(2);

const { ok, output } = await runTurbo(['build', `--filter=./${app}`, '--output-logs=errors-only']);
if (ok) {
  process.chdir(join(root, app));
  // What a demo has instead of secrets that somebody has set: they are made at the first start, and kept there.
  process.env['POLLS_SECRETS'] ??= join(root, 'apps/polls/var');
  const source = existsSync('src/main.ts') ? 'src/main.ts' : 'src/app.ts';
  const module = command === 'dev' ? [source] : [];
  process.argv.splice(1, Infinity, 'tsgi', command, ...module);
  await import(pathToFileURL(join(root, 'packages/cli/dist/bin.js')).href);
} else {
  console.error(output);
  process.exitCode = 1;
}
