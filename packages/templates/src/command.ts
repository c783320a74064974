#!/usr/bin/env node
/** The command `tsgi-templates`. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { TemplateTag } from './nunjucks/tag.ts';
import { precompile } from './precompile.ts';
import { TemplateError } from './template-error.ts';

const USAGE = `Usage: tsgi-templates precompile <directory>... --out <file> [--extensions <module>]

Compiles every template in the directories to one module, for precompiledEngine().

  --out         the module to write, for example templates.mjs
  --extensions  a module whose default export is the custom tags, as given to createTemplates()
`;

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // A template that does not compile needs no stack of this program; anything else does.
  if (!(error instanceof TemplateError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** @returns the exit status */
async function run(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { out: { type: 'string' }, extensions: { type: 'string' } },
  });
  const [command, ...directories] = positionals;
  if (command !== 'precompile' || directories.length === 0 || values.out === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const extensions = values.extensions === undefined ? {} : await extensionsIn(values.extensions);
  writeFileSync(values.out, await precompile({ directories, extensions }));
  return 0;
}

async function extensionsIn(path: string): Promise<Readonly<Record<string, TemplateTag>>> {
  const module: unknown = await import(pathToFileURL(path).href);
  const found = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (!isExtensions(found)) throw new TypeError(`the default export of ${path} is no object of tags`);
  return found;
}

function isExtensions(value: unknown): value is Readonly<Record<string, TemplateTag>> {
  return typeof value === 'object' && value !== null && Object.entries(value).every(([, tag]) => isTag(tag));
}

function isTag(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function';
}
