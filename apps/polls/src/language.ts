/** The language of a request: the one that was chosen by a link, else the one that the browser prefers. */
import type { HttpRequest } from '@tsgi/http';
import { type TranslationContext, type Translator, translations } from '@tsgi/templates';
import { chinese } from './messages/chinese.ts';
import type { Message } from './messages/message.ts';

/** The languages that there are, each in its own words. */
const languages = [
  { code: 'en', tag: 'en', name: 'English' },
  { code: 'zh', tag: 'zh-Hans', name: '简体中文' },
] as const;

/** One of {@link languages}. */
export type Language = (typeof languages)[number];

/** The cookie that keeps the choice. */
export const LANGUAGE_COOKIE = 'language';

/** The language to answer a request in. */
export function languageOf(request: HttpRequest): Language {
  const chosen = languageByCode(request.cookies.get(LANGUAGE_COOKIE));
  return chosen ?? languageByCode(request.acceptsLanguages(languages.map(({ code }) => code))) ?? languages[0];
}

export function languageByCode(code: string | undefined): Language | undefined {
  return languages.find((language) => language.code === code);
}

/** A text in the language of a request. */
export function translate(request: HttpRequest, message: Message): string {
  return translatorOf(request).gettext(message);
}

/** A number of votes in words. */
export function votesText(request: HttpRequest, votes: number): string {
  return translatorOf(request).ngettext('%(num)s vote', '%(num)s votes', votes).replace('%(num)s', String(votes));
}

/** Gives templates `_` and `ngettext`. */
export const texts: (request: HttpRequest) => TranslationContext | Promise<TranslationContext> =
  translations(translatorOf);

/** Gives templates `language`, `languages`, `here` (to come back to), `dateText(date)` and `dateTime(date)`. */
export function languageContext(request: HttpRequest): LanguageContext {
  const { scriptName, path, query } = request;
  const language = languageOf(request);
  return {
    language,
    languages,
    here: scriptName + path + (query.size === 0 ? '' : `?${query.toString()}`),
    dateText: dateTexts[language.code],
    dateTime: (date) => date.toISOString(),
  };
}

interface LanguageContext extends Readonly<Record<string, unknown>> {
  readonly language: Language;
  readonly languages: readonly Language[];
  readonly here: string;
  readonly dateText: (date: Date) => string;
  readonly dateTime: (date: Date) => string;
}

/** A formatter takes longer to make than a page, so each is made once. */
const dateTexts: Readonly<Record<Language['code'], (date: Date) => string>> = {
  en: dateFormat('en'),
  zh: dateFormat('zh-Hans'),
};

function dateFormat(tag: Language['tag']): (date: Date) => string {
  const format = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' });
  return (date) => format.format(date);
}

interface TextTranslator extends Translator {
  gettext(message: string): string;
  ngettext(one: string, many: string, count: number): string;
}

const translators: Readonly<Record<Language['code'], TextTranslator>> = {
  en: {
    gettext: (message) => message,
    ngettext: (one, many, count) => (count === 1 ? one : many),
  },
  zh: {
    gettext: (message) => textOf(message),
    ngettext: (_one, many) => textOf(many),
  },
};

function translatorOf(request: HttpRequest): TextTranslator {
  return translators[languageOf(request).code];
}

const chineseTexts: ReadonlyMap<string, string> = new Map(Object.entries(chinese));

/** What has no translation, such as the text of an error that a package has thrown, is shown as it is. */
function textOf(message: string): string {
  return chineseTexts.get(message) ?? message;
}
