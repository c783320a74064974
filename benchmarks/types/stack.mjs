// @ts-check
/**
 * What a composed stack costs the compiler: a program with a stack of 20 middleware, each requiring what the one before
 * provides, against the same program without it. Run: node benchmarks/types/stack.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}packages/protocol/.results/stack`;

mkdirSync(folder, { recursive: true });
writeFileSync(
  `${folder}/tsconfig.json`,
  JSON.stringify({ extends: `${root}tsconfig.base.json`, include: ['stack.ts'] }),
);
for (const count of [0, 20]) {
  writeFileSync(`${folder}/stack.ts`, program(count));
  const output = execFileSync(
    process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, '-p', folder, '--extendedDiagnostics'],
    {
      encoding: 'utf8',
    },
  );
  const figure = (/** @type {string} */ name) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(output)?.[1];
  console.log(
    `${count} middleware: ${figure('Types')} types, ${figure('Instantiations')} instantiations, check time ${figure('Check time')}`,
  );
}
rmSync(folder, { recursive: true });

/** @param {number} count */
function program(count) {
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
