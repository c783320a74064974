/** What stands between this package and the language that templates are written in. */
import type { AnyFunction } from './nunjucks/any-function.ts';
import type { TemplateTag } from './nunjucks/tag.ts';
import type { TemplateSources } from './template-sources.ts';

/** Values by name. */
export type TemplateValues = Readonly<Record<string, unknown>>;

/** A template language. */
export interface TemplateEngine {
  /** Renders a page: HTML, in which every value is escaped unless somebody vouched for it. */
  render(name: string, values: TemplateValues): string | Promise<string>;
  /** Renders plain text, in which nothing is escaped. */
  renderText?(name: string, values: TemplateValues): string | Promise<string>;
  /** Makes sure that a template is there, and ready to be rendered. Rejects with what is wrong. */
  load(name: string): void | Promise<void>;
}

/** What an engine is made with: the options of {@link createTemplates}, with their defaults. */
export interface EngineSetup {
  /** The templates. They have been checked: a name cannot leave the directories. */
  readonly sources: TemplateSources;
  readonly filters: Readonly<Record<string, AnyFunction>>;
  readonly globals: TemplateValues;
  readonly extensions: Readonly<Record<string, TemplateTag>>;
  readonly cache: boolean;
  readonly reload: boolean;
}

/** Makes an engine. */
export type CreateEngine = (setup: EngineSetup) => TemplateEngine;
