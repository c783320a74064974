/** Templates that were compiled before: no compiler, no files. */
import { TemplateError } from '../template-error.ts';
import { codeVersion } from './code/code-version.ts';
import type { CompiledTemplate, TemplateStore } from './compiled-template.ts';
import type { TemplateFactory } from './runtime.ts';

export class PrecompiledStore implements TemplateStore {
  readonly #templates: ReadonlyMap<string, CompiledTemplate>;

  /**
   * @param module what `precompile` wrote, imported
   * @throws TemplateError `precompiled-invalid`
   */
  constructor(module: unknown) {
    this.#templates = new Map(
      templatesOf(module).map(([name, factory]) => [name, { name, factory, source: undefined }] as const),
    );
  }

  get(name: string): CompiledTemplate {
    const template = this.#templates.get(name);
    if (template === undefined) {
      throw new TemplateError('template-missing', `There is no precompiled template "${name}"`, { template: name });
    }
    return template;
  }
}

function templatesOf(module: unknown): readonly (readonly [string, TemplateFactory])[] {
  if (!isPrecompiled(module)) {
    throw new TemplateError(
      'precompiled-invalid',
      'This module holds no templates that were precompiled for this version',
    );
  }
  return module.templates;
}

interface Precompiled {
  readonly version: typeof codeVersion;
  readonly templates: readonly (readonly [string, TemplateFactory])[];
}

function isPrecompiled(module: unknown): module is Precompiled {
  if (typeof module !== 'object' || module === null) return false;
  return (
    'version' in module && module.version === codeVersion && 'templates' in module && Array.isArray(module.templates)
  );
}
