// @ts-check
/** The polls site's own templates in plain nunjucks, and what they can name. */
import { fileURLToPath } from 'node:url';
import { createManifest } from '@tsgi/static';
import nunjucks from 'nunjucks';
import { chinese } from '../../apps/polls/src/messages/chinese.ts';

export const languages = [
  { code: 'en', tag: 'en', name: 'English' },
  { code: 'zh', tag: 'zh-Hans', name: '简体中文' },
];

/** @typedef {{ code: string, tag: string, name: string }} Language */
/** @typedef {Readonly<Record<string, unknown>>} Values */

/** Where the templates are. */
export const templates = fileURLToPath(new URL('../../apps/polls/templates', import.meta.url));

const manifest = createManifest(fileURLToPath(new URL('../../apps/polls/static', import.meta.url)));

/** Templates compile once and stay. */
export function createNunjucks() {
  return new nunjucks.Environment(new nunjucks.FileSystemLoader(templates, { watch: false, noCache: false }), {
    autoescape: true,
  });
}

const dates = new Map(
  languages.map(({ code, tag }) => [code, new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' })]),
);

/** What every page can name. @param {Language} language @param {string} here */
export function pageValues(language, here) {
  const texts = language.code === 'zh' ? translations : undefined;
  /** @param {string} text @param {Values} [values] */
  const gettext = (text, values) => fill(texts?.get(text) ?? text, values);
  return {
    language,
    languages,
    here,
    url,
    gettext,
    _: gettext,
    ngettext: (
      /** @type {string} */ one,
      /** @type {string} */ many,
      /** @type {number} */ num,
      /** @type {Values} */ values,
    ) => gettext(texts === undefined && num === 1 ? one : many, { num, ...values }),
    dateText: (/** @type {Date} */ date) => dates.get(language.code)?.format(date),
    dateTime: (/** @type {Date} */ date) => date.toISOString(),
    static: (/** @type {string} */ file) => `/static/${manifest.hashed(file) ?? file}`,
    picture: (/** @type {string} */ name) => `/pictures/${name}`,
  };
}

const translations = new Map(Object.entries(chinese));

/** @param {string} text @param {Values} values */
function fill(text, values = {}) {
  return text.replaceAll(/%\((\w+)\)s/g, (placeholder, /** @type {string} */ name) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder,
  );
}

/** @type {Record<string, string>} */
const paths = {
  home: '/',
  language: '/language/:language',
  signIn: '/sign-in',
  signOut: '/sign-out',
  'editor.polls': '/editor/',
  'poll.show': '/polls/:id',
  'poll.vote': '/polls/:id/vote',
  'poll.results': '/polls/:id/results',
};

/** @param {string} name @param {Record<string, string>} [params] @param {{ query?: Record<string, unknown> }} [options] */
export function url(name, params = {}, { query = {} } = {}) {
  const path = (paths[name] ?? '').replaceAll(/:(\w+)/g, (_, key) => encodeURIComponent(params[key] ?? ''));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.append(key, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}
