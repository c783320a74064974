import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
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

/**
 * Runs the command `tsgi-templates`.
 * @returns the exit status: 1 for a template that does not compile, 2 for arguments that make no sense
 */
export async function runCommand(args: readonly string[], output: Output, errors: Output): Promise<number> {
  const wanted = parsedArgs(args);
  if (wanted === 'help') {
    output.write(USAGE);
    return 0;
  }
  if (wanted === undefined) {
    errors.write(USAGE);
    return 2;
  }
  try {
    const extensions = wanted.extensions === undefined ? {} : await extensionsIn(wanted.extensions);
    writeFileSync(wanted.out, await precompile({ directories: wanted.directories, extensions }));
    return 0;
  } catch (error) {
    // A template that does not compile needs no stack of this program; anything else does.
    if (!(error instanceof TemplateError)) throw error;
    errors.write(`${error.message}\n`);
    return 1;
  }
}

interface Output {
  write(text: string): void;
}

interface Wanted {
  readonly directories: readonly string[];
  readonly out: string;
  readonly extensions: string | undefined;
}

function parsedArgs(args: readonly string[]): Wanted | 'help' | undefined {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    options: { out: { type: 'string' }, extensions: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const { out, extensions, help, ...unknown } = values;
  if (help === true) return 'help';
  const [command, ...directories] = positionals;
  if (command !== 'precompile' || directories.length === 0 || Object.keys(unknown).length > 0) return undefined;
  if (typeof out !== 'string' || typeof extensions === 'boolean') return undefined;
  return { directories, out, extensions };
}

async function extensionsIn(path: string): Promise<Readonly<Record<string, TemplateTag>>> {
  const module: unknown = await import(/* @vite-ignore */ pathToFileURL(resolve(path)).href);
  const found = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (!isExtensions(found)) throw new TypeError(`The default export of ${path} is no object of tags`);
  return found;
}

function isExtensions(value: unknown): value is Readonly<Record<string, TemplateTag>> {
  return typeof value === 'object' && value !== null && Object.entries(value).every(([, tag]) => isTag(tag));
}

function isTag(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function';
}
