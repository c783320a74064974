// @ts-check
/**
 * What TSGI's types cost the compiler, against the same program without them: a composed stack of 20 middleware, each
 * requiring what the one before provides; a router with 100, 200 and 400 routes, whose cost has to be linear.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}packages/router/.results/types`;

mkdirSync(folder, { recursive: true });
writeFileSync(
  `${folder}/tsconfig.json`,
  JSON.stringify({ extends: `${root}tsconfig.base.json`, include: ['program.ts'] }),
);
for (const count of [0, 20]) report(`${count} middleware`, stack(count));
for (const count of [0, 100, 200, 400]) report(`${count} routes`, router(count));
rmSync(folder, { recursive: true });

/** @param {string} name @param {string} program */
function report(name, program) {
  writeFileSync(`${folder}/program.ts`, program);
  const output = execFileSync(
    process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, '-p', folder, '--extendedDiagnostics'],
    { encoding: 'utf8' },
  );
  const figure = (/** @type {string} */ name) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(output)?.[1];
  console.log(
    `${name}: ${figure('Types')} types, ${figure('Instantiations')} instantiations, check time ${figure('Check time')}`,
  );
}

/** @param {number} count */
function router(count) {
  const numbers = Array.from({ length: count }, (_, at) => at);
  return [
    "import { text } from '@tsgi/http';",
    'void text;',
    "import { createRouter } from '@tsgi/router';",
    'export const site = createRouter();',
    ...numbers.map(
      (at) => `site.get('/section${at}/:id(int)/:name', (_request, { id, name }) => text(\`${at} \${id} \${name}\`));`,
    ),
  ].join('\n');
}

/** @param {number} count */
function stack(count) {
  const numbers = Array.from({ length: count }, (_, at) => at);
  const declarations = numbers.map(
    (at) =>
      `interface E${at} { 'app.key${at}': { readonly value${at}: number } }\n` +
      `declare const m${at}: Middleware<E${at}, ${at === 0 ? '{}' : `E${at - 1}`}>;`,
  );
  return [
    "import { type Application, compose, type Environ, type Middleware } from '@tsgi/protocol';",
    ...declarations,
    `declare const app: Application<${['Environ', ...numbers.map((at) => `E${at}`)].join(' & ')}>;`,
    `export const site: Application = compose(${numbers.map((at) => `m${at}`).join(', ')})(app);`,
    `export const timing: Middleware = (inner) => inner;`,
  ].join('\n');
}
