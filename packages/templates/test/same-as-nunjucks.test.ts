/** What templates mean is what they mean in nunjucks: each is rendered by both. */
import nunjucks from 'nunjucks';
import { describe, expect, it } from 'vitest';
import { createTemplates } from '../src/index.ts';
import { templateFolder } from './template-folder.ts';

const values = {
  a: 1,
  b: 2,
  c: 'text',
  nothing: null,
  yes: true,
  no: false,
  html: `<b title="x">'&\\</b>`,
  list: [3, 1, 2],
  words: ['b', 'A', 'c'],
  rows: [
    { id: 1, name: 'one', tags: ['x', 'y'], active: true },
    { id: 2, name: '<two>', tags: [], active: false },
  ],
  user: { name: 'Ada', email: 'ada@example.com', langs: { en: 'English', de: 'Deutsch' } },
  pairs: [
    ['k1', 'v1'],
    ['k2', 'v2'],
  ],
  map: new Map([['m', 'n']]),
  set: new Set([1, 2]),
  greet: (name: string, options?: { loud?: boolean }) => (options?.loud === true ? `HI ${name}!` : `Hi ${name}`),
  methods: {
    base: 10,
    add(n: number) {
      return this.base + n;
    },
  },
};

const parts: Readonly<Record<string, string>> = {
  'base.njk':
    '<title>{% block title %}Base{% endblock %}</title>{% block body %}[body {{ a }}]{% endblock %}{% block foot %}foot{% endblock %}',
  'middle.njk':
    '{% extends "base.njk" %}{% block body %}<{{ super() }}>{% block inner %}in{% endblock %}{% endblock %}',
  'row.njk': '({{ row.name }}{{ loop.index }}{{ c }})',
  'forms.njk':
    '{% macro field(name, type="text", value=none) %}<input name="{{ name }}" type="{{ type }}" value="{{ value }}">{% endmacro %}{% macro _private() %}no{% endmacro %}{% set version = 3 %}',
  'sees.njk': '{% macro show() %}{{ c }}{% endmacro %}',
  'sets.njk': '{% set c = "changed" %}{{ c }}',
};

const pages: readonly string[] = [
  '',
  'plain < text & "quotes" \\ \n tabs\t `backquote` $ {dollar}',
  '{{ a }}{{ b }}{{ missing }}{{ nothing }}{{ yes }}',
  '{{ html }}{{ html | safe }}{{ html | escape }}{{ html | escape | escape }}{{ html | forceescape }}',
  '{{ user.name }}{{ user["name"] }}{{ user.langs.de }}{{ user.missing.deeper }}{{ missing.name }}',
  '{{ rows[0].name }}{{ rows[1]["tags"].length }}{{ words.length }}{{ c.length }}',
  '{{ 1 + 2 * 3 }}{{ (1 + 2) * 3 }}{{ 7 // 2 }}{{ 7 % 4 }}{{ 2 ** 3 }}{{ -a }}{{ +b }}{{ 4 * 5 % 3 }}{{ 8 / 2 / 2 }}{{ 10 - 3 - 2 }}{{ 10 - 3 + 2 }}',
  '{{ "x" + 5 - 2 }}{{ "a" ~ 1 ~ 2 }}{{ 1 - -1 }}{{ 2 * 3 + 4 * 5 }}{{ 9 // 2 * 2 }}',
  '{{ a == 1 }}{{ a === 1 }}{{ a != b }}{{ a < b }}{{ a >= b }}{{ "1" == a }}{{ "1" === a }}',
  '{{ yes and no }}{{ yes or no }}{{ not no }}{{ yes and not no or no }}{{ a in list }}{{ a not in list }}{{ "e" in c }}{{ "name" in user }}',
  '{{ "yes" if yes else "no" }}{{ "only" if no }}{{ a if missing else b }}',
  '{{ [1, 2, a] }}{{ {"k": 1, x: a}.x }}{{ [1, [2, 3]][1][0] }}{{ (a) }}',
  '{{ true }}{{ false }}{{ none }}{{ 1.5 }}{{ "s\\n\\t\\"" }}{{ \'single\' }}',
  '{{ r/t.x/ }}{{ c | replace(r/t/g, "T") }}',
  '{% if yes %}1{% endif %}{% if no %}2{% else %}3{% endif %}{% if no %}4{% elif yes %}5{% else %}6{% endif %}{% if no %}7{% elseif no %}8{% endif %}',
  '{% for x in list %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ x }};{% endfor %}',
  '{% for x in [] %}x{% else %}empty{% endfor %}{% for x in missing %}x{% else %}none{% endfor %}{% for x in nothing %}x{% else %}null{% endfor %}',
  '{% for k, v in user.langs %}{{ k }}={{ v }}{{ loop.index }}{{ loop.last }},{% endfor %}',
  '{% for x, y in pairs %}{{ x }}{{ y }}{% endfor %}{% for k, v in map %}{{ k }}{{ v }}{% endfor %}{% for x in set %}{{ x }}{% endfor %}{% for ch in "abc" %}{{ ch }}.{% endfor %}',
  '{% for row in rows %}{% for tag in row.tags %}{{ row.name }}{{ tag }}{{ loop.index }}{% else %}-{% endfor %}{{ loop.index }}{% endfor %}',
  '{% for row in rows %}{% set last = row.name %}{% endfor %}[{{ last }}]',
  '{% set total = 0 %}{% for x in list %}{% set total = total + x %}{% endfor %}{{ total }}',
  '{% set x, y = 5 %}{{ x }}{{ y }}{% set x = x + 1 %}{{ x }}',
  '{% set list2 = [1,2] %}{% for list2 in list %}{{ list2 }}{% endfor %}{{ list2 }}',
  '{% if yes %}{% set inside = 4 %}{% endif %}{{ inside }}',
  '{% set c %}plain{% endset %}{{ c }}',
  '{% macro hi(name) %}Hi {{ name }}{{ c }}{% endmacro %}{{ hi("you") }}{{ hi(html) }}{{ hi() }}',
  '{% macro f(a, b=2, c=a) %}{{ a }}-{{ b }}-{{ c }};{% endmacro %}{{ f(1) }}{{ f(1, 3) }}{{ f(1, c=9) }}{{ f(a=7, b=8) }}{{ f(1, 2, 3) }}',
  '{% macro outer() %}{% macro inner(x) %}[{{ x }}]{% endmacro %}{{ inner(1) }}{% endmacro %}{{ outer() }}',
  '{% macro wrap(tag) %}<{{ tag }}>{{ caller() }}</{{ tag }}>{% endmacro %}{% call wrap("p") %}in {{ a }} {{ html }}{% endcall %}',
  '{% macro each(items) %}{% for i in items %}{{ caller(i) }}{% endfor %}{% endmacro %}{% call(item) each(list) %}<{{ item }}{{ c }}>{% endcall %}',
  '{% macro may() %}{% if caller %}{{ caller() }}{% else %}bare{% endif %}{% endmacro %}{{ may() }}{% call may() %}full{% endcall %}',
  '{% for x in list %}{% macro m() %}{{ x }}|{{ c }}{% endmacro %}{{ m() }}{% endfor %}',
  '{% extends "base.njk" %}{% block title %}Child{% endblock %}ignored',
  '{% extends "middle.njk" %}{% block title %}{{ c }}{% endblock %}{% block inner %}{{ super() }}!{% endblock %}',
  '{% extends "middle.njk" %}{% block body %}{{ super() }}+{{ super() }}{% endblock %}',
  '{% extends "base.njk" %}{% set here = "set" %}{% macro m() %}macro{% endmacro %}{% block body %}{{ here }}{{ m() }}{% endblock %}',
  '{% extends "base" + ".njk" %}{% block foot %}{% for r in rows %}{{ r.id }}{% endfor %}{% endblock %}',
  '{% if yes %}{% extends "base.njk" %}{% endif %}{% block title %}maybe{% endblock %}',
  '{% block one %}1{% block two %}2{% endblock %}{% endblock %}{% block three %}{{ a }}{% endblock %}',
  '{% for x in list %}{% block item %}{{ x }}{{ loop.index }}{% endblock %}{% endfor %}',
  '{% for row in rows %}{% include "row.njk" %}{% endfor %}{% include "missing.njk" ignore missing %}',
  '{% include "sets.njk" %}{{ c }}',
  '{% set c = "mine" %}{% include "sets.njk" %}{{ c }}',
  '{% set c = "mine" %}{% block one %}{% set c = "block" %}{{ c }}{% endblock %}{{ c }}',
  '{% for x in list %}{% set c = x %}{% include "sets.njk" %}{{ c }}{% endfor %}{{ c }}',
  '{% set c = "mine" %}{% set loop = {index: 5} %}{% set row = rows[0] %}{% include "row.njk" %}',
  '{% import "forms.njk" as forms %}{{ forms.field("n") }}{{ forms.field("n", "password", value=html) }}{{ forms.version }}{{ forms._private }}',
  '{% from "forms.njk" import field, version as v %}{{ field("x", value=1) }}{{ v }}',
  '{% import "sees.njk" as s %}{{ s.show() }}{% import "sees.njk" as t with context %}{{ t.show() }}',
  '{% for x in list %}{% import "forms.njk" as f %}{{ f.version }}{% from "forms.njk" import version %}{{ version }}{% endfor %}',
  '{% extends "base.njk" %}{% from "forms.njk" import field %}{% block body %}{{ field("b") }}{% endblock %}',
  '{% switch c %}{% case "text" %}T{% case "other" %}O{% default %}D{% endswitch %}{% switch a %}{% case 1 %}{% case 2 %}one or two{% default %}D{% endswitch %}{% switch b %}{% case 9 %}9{% default %}def{% endswitch %}',
  '{% raw %}{{ raw }} {% if %}{% endraw %}{% verbatim %}{{ v }}{% endverbatim %}{# comment #}',
  '  {%- if yes -%}  trimmed  {%- endif -%}  {{- a -}}  end',
  '{{ greet("Bob") }}{{ greet("Bob", loud=true) }}{{ methods.add(5) }}{{ methods["add"](1) }}',
  '{% filter upper %}shout {{ c }}{% endfilter %}',
  '{{ range(3) }}{{ range(1, 4) }}{{ range(0, 10, 3) }}{{ range(5, 0, -2) }}',
  '{% set cls = cycler("odd", "even") %}{% for x in list %}{{ cls.next() }} {% endfor %}{{ cls.current }}{{ cls.reset() }}{{ cls.next() }}',
  '{% set comma = joiner(", ") %}{% for x in list %}{{ comma() }}{{ x }}{% endfor %}{% set j = joiner() %}{{ j() }}{{ j() }}',
  '{{ a is defined }}{{ missing is defined }}{{ missing is undefined }}{{ a is odd }}{{ b is even }}{{ 9 is divisibleby(3) }}{{ c is string }}{{ a is number }}{{ nothing is none }}{{ list is iterable }}{{ user is mapping }}{{ greet is callable }}{{ a is not odd }}{{ a is eq(1) }}{{ c is lower }}{{ html is escaped }}{{ html | safe is escaped }}',
  '{{ a is sameas(1) }}{{ a is gt(0) }}{{ a is ge(1) }}{{ a is lt(1) }}{{ a is le(1) }}{{ a is ne(1) }}{{ yes is truthy }}{{ no is falsy }}{{ "A" is upper }}{{ 5 is greaterthan(4) }}',
  // Filters
  '{{ -3 | abs }}{{ list | batch(2) | dump }}{{ [1,2,3] | batch(2, "x") | dump }}{{ "hello" | capitalize }}[{{ "hi" | center(10) }}]',
  '{{ missing | default("d") }}{{ "" | default("d", true) }}{{ no | d("x") }}{{ user.langs | dictsort }}{{ {b: 1, A: 2} | dictsort }}{{ {b: 1, a: 2} | dictsort(true, "value") }}',
  '{{ list | first }}{{ list | last }}{{ "abc" | first }}{{ "3.5" | float }}{{ "x" | float(1) }}{{ "42" | int }}{{ "x" | int(7) }}{{ "ff" | int(0, 16) }}',
  '{% for k, g in rows | groupby("active") %}{{ k }}:{% for r in g %}{{ r.id }}{% endfor %};{% endfor %}',
  '{{ "a\nb" | indent }}{{ "a\nb" | indent(2, true) }}{{ words | join }}{{ words | join("<") }}{{ rows | join("|", "name") }}',
  '{{ list | length }}{{ c | length }}{{ user | length }}{{ missing | length }}{{ map | length }}{{ "abc" | list }}{{ user.langs | list | dump }}{{ list | list }}',
  '{{ "ABC" | lower }}{{ "abc" | upper }}{{ "hello world" | title }}{{ "  x  " | trim }}[{{ "  a  b  " | striptags }}]',
  '{{ [1, 2, 3, 4] | select("odd") }}{{ [1, 2, 3] | reject("odd") }}{{ rows | selectattr("active") | length }}{{ rows | rejectattr("active") | length }}{{ [0, 1, ""] | select }}',
  '{{ "aXbX" | replace("X", "<") }}{{ "aaa" | replace("a", "b", 2) }}{{ "abc" | replace("", ".") }}{{ 121 | replace(1, 3) }}',
  '{{ list | reverse }}{{ "abc" | reverse }}{{ 4.567 | round(2) }}{{ 4.1 | round(0, "ceil") }}{{ 4.9 | round(0, "floor") }}{{ [1,2,3,4,5] | slice(2) | dump }}',
  '{{ list | sort }}{{ words | sort }}{{ words | sort(false, true) }}{{ list | sort(true) }}{{ rows | sort(attribute="name") | join(",", "id") }}{{ list | sort(reverse=true) }}',
  '{{ 12 | string }}{{ list | sum }}{{ rows | sum("id") }}{{ list | sum(missing, 5) }}',
  '{{ "<p>hi <b>there</b></p><!-- x -->" | striptags }}{{ "a<br>\nb\n\n\n\nc" | striptags(true) }}',
  '{{ "one two three four" | truncate(10) }}{{ "one two three" | truncate(7, true) }}{{ "one two three" | truncate(7, false, "?") }}{{ "x" | truncate }}',
  '{{ "a b&c/ü" | urlencode }}{{ {a: "1 2", b: "&"} | urlencode }}{{ "one two" | wordcount }}',
  '{{ "a<b" | nl2br | escape | length }}{{ "x" | e }}',
  '{{ c | dump }}{{ rows[0] | dump }}{{ rows[0] | dump(2) }}',
  '{{ html | safe | replace("title", "id") }}{{ html | safe | upper }}{{ html | safe | title }}{{ html | safe | truncate(5, true) }}{{ html | safe | indent }}{{ html | safe ~ "x" }}',
  '{% asyncEach x in list %}{{ x }}{{ loop.index }}{% endeach %}{% asyncAll x in list %}{{ x }}{% endall %}{% ifAsync yes %}y{% endif %}',
];

describe('a template', () => {
  it.each(pages.map((page) => [page]))('means the same as in nunjucks: %j', async (page) => {
    const templates = await createTemplates({ directories: [templateFolder({ ...parts, 'page.njk': page }).path] });
    expect(await templates.renderToString('page.njk', values)).toBe(renderedByNunjucks(page));
  });
});

describe('a macro', () => {
  it('may call itself, for a tree', async () => {
    const page =
      '{% macro tree(node) %}<li>{{ node.name }}{% for child in node.children %}{{ tree(child) }}{% endfor %}</li>{% endmacro %}{{ tree(root) }}';
    const root = Array.from({ length: 150 }).reduce<object>((child, _, name) => ({ name, children: [child] }), {});
    const templates = await createTemplates({ directories: [templateFolder({ 'page.njk': page }).path] });
    expect(await templates.renderToString('page.njk', { root })).toMatch(/^<li>149<li>148.*<li>0<li>/);
  });
});

function renderedByNunjucks(page: string): string {
  const all: Readonly<Record<string, string>> = { ...parts, 'page.njk': page };
  const sourceOf = (name: string) => (all[name] === undefined ? null : { src: all[name], path: name, noCache: true });
  const environment = new nunjucks.Environment({
    // Its types leave out that a loader answers null for a template that is not there.
    getSource: (name: string) => sourceOf(name) as nunjucks.LoaderSource,
  });
  return environment.render('page.njk', values);
}
