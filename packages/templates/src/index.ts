export {
  type AnyProcessor,
  createTemplates,
  type EnvironFor,
  type Templates,
  type TemplatesOptions,
} from './create-templates.ts';
export type { AnyFunction } from './nunjucks/any-function.ts';
export type { KeywordArgs } from './nunjucks/keyword-args.ts';
export { nunjucksEngine } from './nunjucks/nunjucks-engine.ts';
export type { TagCall, TemplateTag } from './nunjucks/tag.ts';
export { type PrecompileOptions, precompile, precompiledEngine } from './precompile.ts';
export { render } from './render.ts';
export type { CreateEngine, EngineSetup, TemplateEngine, TemplateValues } from './template-engine.ts';
export { TemplateError, type TemplateErrorCode, type TemplateErrorDetails } from './template-error.ts';
export { type TemplateSource, TemplateSources } from './template-sources.ts';
export { type TemplatesEnviron, templates } from './templates.ts';
export { type TranslationContext, type Translator, translations } from './translations.ts';
