/** Compiling templates before the start, so that it needs neither their files nor the compiler. */
import { readdirSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeVersion } from './nunjucks/code/code-version.ts';
import { precompiledTemplates } from './nunjucks/nunjucks-engine.ts';
import { type TemplateTag, tagParsings } from './nunjucks/tag.ts';
import type { CreateEngine } from './template-engine.ts';
import { TemplateSources } from './template-sources.ts';

/** Options of {@link precompile}: those of `createTemplates` that it shares. */
export interface PrecompileOptions {
  /** Where the templates are. Every file counts as one, unless it or a folder above it begins with a dot. */
  readonly directories: readonly (string | URL)[];
  /**
   * Custom tags, by name. Only whether they have a body matters here.
   * @default none
   */
  readonly extensions?: Readonly<Record<string, TemplateTag>>;
}

/**
 * Compiles every template in the directories to one JavaScript module, for {@link precompiledEngine}.
 * @returns the text of the module
 * @throws TemplateError for a template that does not compile
 */
export async function precompile(options: PrecompileOptions): Promise<string> {
  const { templateCode } = await import('./nunjucks/compile-template.ts');
  const sources = new TemplateSources(options.directories);
  const tags = tagParsings(options.extensions ?? {});
  const templates = [...namesIn(sources)]
    .sort()
    .map((name) => `[${JSON.stringify(name)}, ${templateCode(sources.read(name), tags)}],\n`);
  return `// Compiled templates. Made by tsgi-templates; changes here are lost.
export const version = ${codeVersion};
export const templates = [
${templates.join('')}];
`;
}

/**
 * The engine for templates that {@link precompile} compiled.
 * @param module where the module is: a `file:` URL, or a path, relative to the working directory
 * @throws TemplateError `precompiled-invalid` when it is another module, or of another version
 */
export async function precompiledEngine(module: string | URL): Promise<CreateEngine> {
  const url = module instanceof URL ? module : pathToFileURL(module);
  return precompiledTemplates(await import(/* @vite-ignore */ url.href));
}

function namesIn(sources: TemplateSources): ReadonlySet<string> {
  const names = new Set<string>();
  for (const directory of sources.directories) {
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      const name = relative(directory, `${entry.parentPath}${sep}${entry.name}`).replaceAll(sep, '/');
      if (!entry.isDirectory() && !/(^|\/)\./.test(name)) names.add(name);
    }
  }
  return names;
}
