import type { TemplateSource } from '../template-sources.ts';
import type { TemplateFactory } from './runtime.ts';

/** A template that can be made ready for a runtime. */
export interface CompiledTemplate {
  readonly name: string;
  readonly factory: TemplateFactory;
  /** What it was compiled from; `undefined` when that is not at hand. */
  readonly source: TemplateSource | undefined;
}

/** Where compiled templates come from. */
export interface TemplateStore {
  /**
   * The template of a name.
   * @throws TemplateError (or rejects with it)
   */
  get(name: string): CompiledTemplate | Promise<CompiledTemplate>;
}
