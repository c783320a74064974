/** Templates that are compiled when they are first used, and again when their files have changed. */
import type { TemplateSource, TemplateSources } from '../template-sources.ts';
import type { compileTemplate } from './compile-template.ts';
import type { CompiledTemplate, TemplateStore } from './compiled-template.ts';
import type { TagParsing } from './tag.ts';

export interface SourceStoreOptions {
  readonly sources: TemplateSources;
  readonly tags: readonly TagParsing[];
  /** Whether compiled templates are kept. */
  readonly cache: boolean;
  /** Whether the files are looked at each time. */
  readonly reload: boolean;
}

export class SourceStore implements TemplateStore {
  readonly #options: SourceStoreOptions;
  readonly #compiled = new Map<string, CompiledTemplate>();
  #compiler: typeof compileTemplate | undefined;

  constructor(options: SourceStoreOptions) {
    this.#options = options;
  }

  get(name: string): CompiledTemplate | Promise<CompiledTemplate> {
    const { cache, reload, sources } = this.#options;
    const known = cache ? this.#compiled.get(name) : undefined;
    if (known !== undefined && !reload) return known;
    const source = sources.read(name);
    // The texts, not the times of the files: two changes may fall into one tick of their clock.
    return known !== undefined && isSame(known.source, source) ? known : this.#compile(source);
  }

  async #compile(source: TemplateSource): Promise<CompiledTemplate> {
    // Loaded when it is needed: a start with precompiled templates is faster without it.
    this.#compiler ??= (await import('./compile-template.ts')).compileTemplate;
    const compiled = this.#compiler(source, this.#options.tags);
    this.#compiled.set(source.name, compiled);
    return compiled;
  }
}

function isSame(one: TemplateSource | undefined, other: TemplateSource): boolean {
  return one?.text === other.text && one.path === other.path;
}
