// @ts-check
/**
 * What compiles TypeScript on the way in, measured: from the start of a process to its application loaded, with each
 * loader in turn. `node cli/loaders.mjs [--app apps/conduit/src/app.ts]`
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: { app: { type: 'string', default: 'apps/polls/src/app.ts' }, rounds: { type: 'string', default: '11' } },
});
const path = join(root, values.app);
const url = pathToFileURL(path).href;
const bundled = join(root, values.app, '../../.results/loaders-bundle.mjs');

/** @type {Record<string, string>} */
const loaders = {
  tsx: `const tsx = await import('tsx/esm/api'); tsx.register(); await import(${JSON.stringify(url)});`,
  jiti: `const { createJiti } = await import('jiti'); await createJiti(import.meta.url, { fsCache: false }).import(${JSON.stringify(path)});`,
  'jiti, cached': `const { createJiti } = await import('jiti'); await createJiti(import.meta.url).import(${JSON.stringify(path)});`,
  'esbuild, one bundle': `const { build } = await import('esbuild');
    await build({ entryPoints: [${JSON.stringify(path)}], bundle: true, packages: 'external', platform: 'node', format: 'esm', outfile: ${JSON.stringify(bundled)} });
    await import(${JSON.stringify(pathToFileURL(bundled).href)});`,
};

/** @type {Record<string, number[]>} */
const times = Object.fromEntries(Object.keys(loaders).map((name) => [name, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, program] of Object.entries(loaders)) {
    const began = performance.now();
    execFileSync(process.execPath, ['--input-type=module', '-e', `${program} process.exit(0);`], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    times[name]?.push(performance.now() - began);
  }
}
for (const [name, list] of Object.entries(times)) {
  list.sort((a, b) => a - b);
  console.log(
    `${name.padEnd(20)} ${list[Math.floor(list.length / 2)]?.toFixed(0)} ms (${list[0]?.toFixed(0)} to ${list.at(-1)?.toFixed(0)})`,
  );
}
