/// <reference path="./nunjucks.d.ts" />
/**
 * The filters that every template has: nunjucks' own, and in place of some of them others, which look at own properties
 * only, take linear time, or do not trust what they should not.
 */
import { Markup, markup } from '@tsgi/http';
import nunjucksFilters from 'nunjucks/src/filters.js';
import nunjucksRuntime from 'nunjucks/src/runtime.js';
import type { AnyFunction } from './any-function.ts';
import { escaped, escapeText, plain } from './escape.ts';
import { splitArgs } from './keyword-args.ts';
import { member } from './member.ts';
import { scriptJson } from './script-json.ts';
import { stripTags } from './strip-tags.ts';
import { getTest } from './tests.ts';

/** The filters by name. */
export function builtInFilters(): Map<string, AnyFunction> {
  const filters = new Map<string, AnyFunction>();
  for (const [name, filter] of Object.entries(nunjucksFilters)) filters.set(name, fromNunjucks(filter));
  for (const [name, filter] of Object.entries(own)) filters.set(name, filter);
  const linkify = filters.get('urlize');
  if (linkify !== undefined) filters.set('urlize', onEscaped(linkify));
  return filters;
}

const own: Readonly<Record<string, AnyFunction>> = {
  dictsort,
  dump: (value: unknown, spaces?: number) => scriptJson(value, spaces),
  e: escapeOnce,
  escape: escapeOnce,
  forceescape: (value: unknown) => markup(escapeText(plain(value))),
  groupby,
  join: (list: readonly unknown[], separator: unknown = '', attribute?: unknown) =>
    picked(list, attribute).map(plain).join(plain(separator)),
  json: (value: unknown, spaces?: number) => markup(scriptJson(value, spaces)),
  nl2br: (value: unknown) => markup(escaped(value).replaceAll(/\r\n|\n/g, '<br />\n')),
  rejectattr: (list: readonly unknown[], attribute: unknown) => list.filter((item) => !isTrue(member(item, attribute))),
  safe: (value: unknown) => (value instanceof Markup ? value : markup(plain(value))),
  selectattr: (list: readonly unknown[], attribute: unknown) => list.filter((item) => isTrue(member(item, attribute))),
  striptags: (value: unknown, keepLines?: boolean) => like(value, stripTags(plain(value), keepLines === true)),
  sum: (list: readonly number[], attribute?: unknown, start = 0) =>
    picked(list, attribute).reduce<number>((total, item) => total + Number(item), start),
  trim: (value: unknown) => like(value, plain(value).trim()),
};

/** nunjucks' filters find tests through `this`, trust `SafeString`, and know named arguments by a property. */
function fromNunjucks(filter: AnyFunction): AnyFunction {
  return (...given: readonly unknown[]) => {
    const { args, named } = splitArgs(given);
    const trusted = args[0] instanceof Markup;
    const theirs = args.map((arg, index) => {
      if (arg instanceof Markup) return new nunjucksRuntime.SafeString(arg.toString());
      // What is put into markup that is trusted becomes a part of it: `replace`, `truncate`.
      return trusted && index > 0 && typeof arg === 'string' ? escapeText(arg) : arg;
    });
    if (args !== given) theirs.push({ ...named, __keywords: true });
    const result: unknown = Reflect.apply(filter, NUNJUCKS, theirs);
    return result instanceof nunjucksRuntime.SafeString ? markup(result.val) : result;
  };
}

const NUNJUCKS = { env: { getTest, opts: {} } };

/** Has a filter that makes tags work on escaped text, so that its tags are the only ones. */
function onEscaped(filter: AnyFunction): AnyFunction {
  return (value: unknown, ...rest: readonly unknown[]) =>
    markup(plain(Reflect.apply(filter, undefined, [escaped(value), ...rest])));
}

/** The result for a value is trusted as far as the value was. */
function like(value: unknown, result: string): string | Markup {
  return value instanceof Markup ? markup(result) : result;
}

function escapeOnce(value: unknown): Markup {
  return value instanceof Markup ? value : markup(escaped(value));
}

function isTrue(value: unknown): boolean {
  return Boolean(value);
}

function picked(list: readonly unknown[], attribute: unknown): readonly unknown[] {
  return attribute === undefined ? list : list.map((item) => member(item, attribute));
}

function groupby(list: readonly unknown[], attribute: unknown): Readonly<Record<string, readonly unknown[]>> {
  const groups = new Map<string, unknown[]>();
  for (const item of list) {
    const name = plain(member(item, attribute));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return Object.fromEntries(groups);
}

function dictsort(value: object, caseSensitive = false, by: 'key' | 'value' = 'key'): readonly [string, unknown][] {
  const column = by === 'key' ? 0 : 1;
  const sortable = (entry: readonly [string, unknown]): unknown => {
    const cell = entry[column];
    return typeof cell === 'string' && !caseSensitive ? cell.toUpperCase() : cell;
  };
  return Object.entries(value).sort((one, other) => compare(sortable(one), sortable(other)));
}

/** As JavaScript compares: numbers by size, the rest as text. */
function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [plain(one), plain(other)];
  return left > right ? 1 : left === right ? 0 : -1;
}
