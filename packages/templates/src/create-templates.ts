/** Templates: a language, its templates, and what every rendering is given. */
import { channel } from 'node:diagnostics_channel';
import type { ContextProcessor, HttpRequest } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { bareObject } from './bare-object.ts';
import type { AnyFunction } from './nunjucks/any-function.ts';
import { nunjucksEngine } from './nunjucks/nunjucks-engine.ts';
import type { TemplateTag } from './nunjucks/tag.ts';
import { requestContext } from './request-context.ts';
import type { CreateEngine, TemplateEngine, TemplateValues } from './template-engine.ts';
import { TemplateError } from './template-error.ts';
import { TemplateSources } from './template-sources.ts';

/** A context processor, whatever it needs in the environ. */
export type AnyProcessor = ContextProcessor<never>;

/** Options of {@link createTemplates}. */
export interface TemplatesOptions<P extends AnyProcessor = ContextProcessor> {
  /**
   * Where the templates are: paths, relative ones to the working directory, or `file:` URLs. The first directory that
   * has a template of a name wins.
   * @default none, which is enough for precompiled templates
   */
  readonly directories?: readonly (string | URL)[];
  /**
   * Names of templates that must be there and compile: `createTemplates` rejects when one does not.
   * @default none
   */
  readonly required?: readonly string[];
  /**
   * Every value is escaped, whatever the file is called. This cannot be switched off as a whole: vouch for a value with
   * `markup` from `@tsgi/http`, and render plain text with `renderText`.
   * @default true
   */
  readonly autoescape?: true;
  /**
   * Functions for `{{ value | name(argument) }}`. They may be asynchronous. Text that they give is escaped, `markup` is
   * not.
   * @default those of nunjucks
   */
  readonly filters?: Readonly<Record<string, AnyFunction>>;
  /**
   * What every template can name. Functions may be asynchronous.
   * @default `range`, `cycler` and `joiner`
   */
  readonly globals?: TemplateValues;
  /**
   * Custom tags, by name.
   * @default none
   */
  readonly extensions?: Readonly<Record<string, TemplateTag>>;
  /**
   * What every template that is rendered for a request can name: called once for each rendering, later ones win over
   * earlier ones. What they need in the environ, the middleware `templates` requires.
   * @default none; `request` is always there
   */
  readonly processors?: readonly P[];
  /**
   * Whether compiled templates are kept.
   * @default true
   */
  readonly cache?: boolean;
  /**
   * Whether a changed template is seen at the next rendering: the files are read each time.
   * @default true, unless `NODE_ENV` is `'production'`
   */
  readonly reload?: boolean;
  /**
   * The template language.
   * @default nunjucks
   */
  readonly engine?: CreateEngine;
}

/** Renders templates. `E` is the environ that the context processors need. */
export interface Templates<E extends Environ = Environ> {
  /**
   * Renders HTML. For a request the context processors run; without one (a mail) they do not.
   * @param values win over what the processors give, which wins over the globals; promises among them are awaited
   * @throws TemplateError; an `HttpError` that is thrown in a template comes out as it is
   */
  readonly renderToString: (name: string, values?: TemplateValues, request?: HttpRequest<E>) => Promise<string>;
  /**
   * Renders plain text, for the text part of a mail: nothing is escaped, so the template's name must say that it is no
   * HTML, with `.txt` at its end or before its last ending (`welcome.txt.njk`).
   * @throws TemplateError `not-text` for any other name
   */
  readonly renderText: (name: string, values?: TemplateValues, request?: HttpRequest<E>) => Promise<string>;
  /**
   * Makes sure that templates are there, and compiles them.
   * @throws TemplateError for the first that does not
   */
  readonly load: (names: readonly string[]) => Promise<void>;
}

/** What processors need in the environ, together. `P` is a union of them. */
export type EnvironFor<P extends AnyProcessor> = Environ &
  ((P extends ContextProcessor<infer E extends Environ> ? (environ: E) => void : never) extends (
    environ: infer All,
  ) => void
    ? All
    : unknown);

/**
 * Makes {@link Templates}.
 * @throws TemplateError when a directory or a required template is missing, or does not compile
 */
export async function createTemplates<P extends AnyProcessor = ContextProcessor>(
  options: TemplatesOptions<P>,
): Promise<Templates<EnvironFor<P>>> {
  // Code that is type-checked cannot say so; other code can.
  if (Object.is(options.autoescape, false)) {
    throw new TemplateError('autoescape-off', 'Use `markup` for a value and `renderText` for plain text');
  }
  const sources = new TemplateSources(options.directories ?? []);
  const reload = options.reload ?? process.env['NODE_ENV'] !== 'production';
  // A development server restarts the application when a template changes.
  if (reload) channel('tsgi:watch').publish({ paths: sources.directories });
  const engine = (options.engine ?? nunjucksEngine)({
    sources,
    filters: options.filters ?? {},
    globals: options.globals ?? {},
    extensions: options.extensions ?? {},
    cache: options.cache ?? true,
    reload,
  });
  const processors: readonly unknown[] = options.processors ?? [];
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- `EnvironFor` is what each of them needs
  const templates = templatesOf(engine, processors as readonly ContextProcessor<EnvironFor<P>>[]);
  await templates.load(options.required ?? []);
  return templates;
}

function templatesOf<E extends Environ>(
  engine: TemplateEngine,
  processors: readonly ContextProcessor<E>[],
): Templates<E> {
  const all = [requestContext, ...processors];
  return {
    renderToString: async (name, values, request) => engine.render(name, await valuesFor(all, values, request)),
    renderText: async (name, values, request) => {
      if (!TEXT.test(name)) throw new TemplateError('not-text', `"${name}" is not named as text`, { template: name });
      if (engine.renderText === undefined) throw new TemplateError('text-unsupported', 'This engine renders no text');
      return engine.renderText(name, await valuesFor(all, values, request));
    },
    load: async (names) => {
      for (const name of names) await engine.load(name);
    },
  };
}

const TEXT = /\.txt(\.[^./]+)?$/;

async function valuesFor<E extends Environ>(
  processors: readonly ContextProcessor<E>[],
  values: TemplateValues = {},
  request?: HttpRequest<E>,
): Promise<TemplateValues> {
  const given = request === undefined ? [] : await Promise.all(processors.map(async (processor) => processor(request)));
  const all = bareObject();
  for (const some of [...given, values]) Object.assign(all, some);
  return all;
}
