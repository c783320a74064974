/** What templates are rendered in: the templates, filters, tags and globals they can name. */

import type { TemplateValues } from '../template-engine.ts';
import { TemplateError } from '../template-error.ts';
import { resolveName } from '../template-name.ts';
import type { AnyFunction } from './any-function.ts';
import type { CompiledTemplate, TemplateStore } from './compiled-template.ts';
import { Context } from './context.ts';
import { Frame } from './frame.ts';
import { watch } from './items.ts';
import { createRuntime, type Runtime, type Surroundings, type TemplateCode } from './runtime.ts';
import type { TemplateTag } from './tag.ts';

export interface EnvironmentOptions {
  readonly store: TemplateStore;
  readonly filters: ReadonlyMap<string, AnyFunction>;
  readonly globals: ReadonlyMap<string, unknown>;
  readonly tags: ReadonlyMap<string, TemplateTag>;
  /** How a value is written. */
  readonly text: (value: unknown) => string;
}

export class Environment implements Surroundings {
  readonly text: (value: unknown) => string;
  readonly #options: EnvironmentOptions;
  readonly #runtime: Runtime;
  readonly #ready = new WeakMap<CompiledTemplate, TemplateCode>();
  /** The sources of templates that were used, for errors. */
  readonly #used = new Map<string, CompiledTemplate>();

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.text = options.text;
    this.#runtime = createRuntime(this);
  }

  async render(name: string, values: TemplateValues): Promise<string> {
    const template = await this.#template(resolveName(name));
    const context = new Context(this.#options.globals, valuesOf(values), template.blocks);
    return template.root(context, new Frame('top-level'));
  }

  async load(name: string): Promise<void> {
    await this.#template(resolveName(name));
  }

  template(name: unknown, from: string): TemplateCode | Promise<TemplateCode> {
    return this.#template(resolveName(name, from));
  }

  async templateIfAny(name: unknown, from: string): Promise<TemplateCode | undefined> {
    try {
      return await this.template(name, from);
    } catch (error) {
      if (error instanceof TemplateError && error.code === 'template-missing') return undefined;
      throw error;
    }
  }

  filter(name: string): AnyFunction {
    const filter = this.#options.filters.get(name);
    if (filter === undefined) throw new Error(`there is no filter "${name}"`);
    return filter;
  }

  tag(name: string): TemplateTag {
    const tag = this.#options.tags.get(name);
    if (tag === undefined) throw new Error(`there is no tag "${name}"`);
    return tag;
  }

  failed(error: unknown, name: string, line: number, column: number): unknown {
    // It came from a template further in, and knows its place.
    if (error instanceof TemplateError && error.line !== undefined) return error;
    const source = this.#used.get(name)?.source;
    return new TemplateError(
      error instanceof TemplateError ? error.code : 'template-failed',
      error instanceof Error ? error.message : String(error),
      {
        template: name,
        ...(line === 0 ? {} : { line, column }),
        ...(source === undefined ? {} : { source }),
        cause: error,
      },
    );
  }

  #template(name: string): TemplateCode | Promise<TemplateCode> {
    const compiled = this.#options.store.get(name);
    return compiled instanceof Promise ? compiled.then((found) => this.#prepare(found)) : this.#prepare(compiled);
  }

  #prepare(compiled: CompiledTemplate): TemplateCode {
    let code = this.#ready.get(compiled);
    if (code === undefined) {
      code = compiled.factory(this.#runtime);
      this.#ready.set(compiled, code);
      this.#used.set(compiled.name, compiled);
    }
    return code;
  }
}

/** Own values only, and none of them an unhandled rejection should it fail before a template comes to it. */
function valuesOf(values: TemplateValues): ReadonlyMap<string, unknown> {
  const entries = Object.entries(values);
  for (const [, value] of entries) watch(value);
  return new Map(entries);
}
