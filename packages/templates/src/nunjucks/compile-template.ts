/** From the text of a template to a function. */
import { compileFunction } from 'node:vm';
import type { TemplateSource } from '../template-sources.ts';
import { generate } from './code/generate.ts';
import type { CompiledTemplate } from './compiled-template.ts';
import { parseTemplate, syntaxError } from './parse-template.ts';
import type { TemplateFactory } from './runtime.ts';
import type { TagParsing } from './tag.ts';

/**
 * Compiles a template.
 * @throws TemplateError `template-syntax`
 */
export function compileTemplate(source: TemplateSource, tags: readonly TagParsing[]): CompiledTemplate {
  const code = templateCode(source, tags);
  const make: Function = compileFunction(`return ${code};`, [], { filename: `${source.path}.js` });
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- what `generate` writes
  return { name: source.name, factory: Reflect.apply(make, undefined, []) as TemplateFactory, source };
}

/**
 * The JavaScript of a template, an expression: see `generate`.
 * @throws TemplateError `template-syntax`
 */
export function templateCode(source: TemplateSource, tags: readonly TagParsing[]): string {
  const root = parseTemplate(source, tags);
  try {
    return generate(source.name, root);
  } catch (error) {
    throw syntaxError(source, error, { lineno: 0, colno: 0 });
  }
}
