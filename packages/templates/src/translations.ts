/** Translated texts in templates: `{{ _('Hello %(name)s', name=user.name) }}`. */
import { type ContextProcessor, type HttpRequest, Markup, markup } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { escaped, plain } from './nunjucks/escape.ts';
import type { TemplateValues } from './template-engine.ts';

/** Knows the texts of one language: the two functions that gettext libraries have. */
export interface Translator {
  /** The text for a message. It is escaped, unless it is markup. */
  gettext(message: string): string | Markup;
  /** The text for a number of things: `one` and `many` are the message for one thing and for several. */
  ngettext(one: string, many: string, count: number): string | Markup;
}

/** What {@link translations} gives to templates. */
export interface TranslationContext extends TemplateValues {
  /** Short for `gettext`. */
  readonly _: (message: string, values?: TemplateValues) => string | Markup;
  /** The text for a message, with each `%(name)s` in it replaced by the argument of that name. */
  readonly gettext: (message: string, values?: TemplateValues) => string | Markup;
  /** The text for a number of things, which stands for `%(num)s`. */
  readonly ngettext: (one: string, many: string, count: number, values?: TemplateValues) => string | Markup;
}

/**
 * A context processor with the texts in the language of the request, which `choose` finds. Name the environ that it
 * needs when that is more than what every request has: `translations<Environ & SessionEnviron>(...)`.
 */
export function translations<E extends Environ = Environ>(
  choose: (request: HttpRequest<E>) => Translator | Promise<Translator>,
): ContextProcessor<E, TranslationContext> {
  return async (request) => {
    const translator = await choose(request);
    const gettext: TranslationContext['gettext'] = (message, values) => fill(translator.gettext(message), values);
    return {
      _: gettext,
      gettext,
      ngettext: (one, many, count, values) => fill(translator.ngettext(one, many, count), { num: count, ...values }),
    };
  };
}

/** A name without a value is left as it stands. */
function fill(text: string | Markup, values: TemplateValues = {}): string | Markup {
  const write = text instanceof Markup ? escaped : plain;
  const filled = text.replaceAll(/%\((\w+)\)s/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? write(values[name]) : placeholder,
  );
  return text instanceof Markup ? markup(filled) : filled;
}
