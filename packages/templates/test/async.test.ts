import { describe, expect, it } from 'vitest';
import { createTemplates, type TemplatesOptions, type TemplateValues } from '../src/index.ts';
import { templateFolder } from './template-folder.ts';

async function rendered(page: string, values: TemplateValues = {}, options: TemplatesOptions = {}): Promise<string> {
  const templates = await createTemplates({
    ...options,
    directories: [templateFolder({ 'page.njk': page, 'part.njk': '{{ later }}{{ o.later }}' }).path],
  });
  return templates.renderToString('page.njk', values);
}

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setImmediate(resolve, value));

function values(): TemplateValues {
  return {
    later: later('L'),
    o: { later: later('M'), deep: later({ deeper: later('D') }) },
    list: later([1, later(2), 3]),
    get: async (name: unknown) => later(`got ${String(name)}`),
    no: later(false),
    // biome-ignore lint/suspicious/noThenProperty: query builders are like this
    lazy: { then: (resolve: (value: string) => void) => resolve('thenable') },
  };
}

describe('promises', () => {
  it.each([
    ['the context', '{{ later }}{{ later }}', 'LL'],
    ['data', '{{ o.later }}{{ o.deep.deeper }}{{ o["deep"]["deeper"] }}', 'MDD'],
    ['what functions give', '{{ get(1) }}{{ get(later) }}', 'got 1got L'],
    [
      'the list of a loop, and its items',
      '{% for x in list %}{{ x }}{{ loop.last }} {% endfor %}',
      '1false 2false 3true ',
    ],
    ['pairs', '{% for a, b in [[later, o.later]] %}{{ a }}{{ b }}{% endfor %}', 'LM'],
    ['conditions', '{% if no %}yes{% elif later == "L" %}no{% endif %}{{ "a" if no else "b" }}', 'nob'],
    [
      'operands',
      '{{ later + o.later }}{{ later ~ 1 }}{{ not no }}{{ no or later }}{{ "L" in [later] }}',
      'LML1trueLtrue',
    ],
    ['arguments and filters', '{{ later | lower }}{{ [o.later] | join }}{{ "x" | replace("x", later) }}', 'lML'],
    ['assignments', '{% set x = later %}{% set y = get(x) %}{{ y }}', 'got L'],
    [
      'what is captured',
      '{% set x %}<{{ later }}>{% endset %}{{ x }}{% filter lower %}{{ later }}{% endfilter %}',
      '<L>l',
    ],
    ['macros', '{% macro m(a, b=later) %}{{ a }}{{ b }}{{ get(a) }}{% endmacro %}{{ m(o.later) }}', 'MLgot M'],
    ['calls', '{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}{% call m() %}{{ later }}{% endcall %}', 'LL'],
    ['included templates', '{% for x in list %}{% include "part.njk" %}{% endfor %}', 'LMLMLM'],
    ['blocks', '{% block b %}{{ later }}{% endblock %}', 'L'],
    ['a switch', '{% switch later %}{% case "L" %}yes{% endswitch %}', 'yes'],
    ['dicts', '{{ {a: later}.a }}', 'L'],
    ['other thenables', '{{ lazy }}', 'thenable'],
  ])('are awaited in %s', async (_, page, expected) => {
    expect(await rendered(page, values())).toBe(expected);
  });

  it('come from filters and globals as well', async () => {
    const options: TemplatesOptions = {
      filters: { slow: async (text: string, suffix: string) => later(text + suffix) },
      globals: { site: later({ name: later('Site') }), now: async () => later('now') },
    };
    const page =
      '{% for x in [1, 2] %}{% if "a" | slow("b") == "ab" %}{{ x | string | slow("!") | upper }}{% endif %}{% endfor %}';
    expect(await rendered(`${page}{{ site.name }}{{ now() }}`, {}, options)).toBe('1!2!Sitenow');
  });

  it('come one by one from an asynchronous iterable', async () => {
    async function* rows(): AsyncGenerator<number> {
      yield 1;
      yield later(2);
    }
    expect(await rendered('{% for x in rows %}{{ x }}/{{ loop.length }} {% endfor %}', { rows: rows() })).toBe(
      '1/2 2/2 ',
    );
  });

  it('fail the page where they are used', async () => {
    const page = '{{ 1 }}\n {{ broken }}';
    const broken = Promise.reject(new Error('lost'));
    await expect(rendered(page, { broken })).rejects.toMatchObject({ code: 'template-failed', line: 2, column: 2 });
  });

  it('fail nothing when they are not used', async () => {
    expect(await rendered('{{ a }}', { a: 1, broken: Promise.reject(new Error('unused')) })).toBe('1');
  });

  it('are no unhandled rejections while an earlier one is awaited', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const items = [later('first'), Promise.reject(new Error('second'))];
    await expect(rendered('{% for x in items %}{{ x }}{% endfor %}', { items })).rejects.toThrow('second');
    await later(undefined);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('are never asked twice when they are lazy and used once', async () => {
    let asked = 0;
    // biome-ignore lint/suspicious/noThenProperty: query builders are like this
    const query = { then: (resolve: (rows: number[]) => void) => resolve([(asked += 1)]) };
    expect(await rendered('{% for x in query %}{{ x }}{% endfor %}', { query })).toBe('1');
    expect(asked).toBe(1);
  });
});

describe('renderings', () => {
  it('do not see each other', async () => {
    const page = '{% set mine = name %}{{ later(name) }}{% set seen = cycler(1, 2) %}{{ seen.next() }}{{ mine }}';
    const templates = await createTemplates({ directories: [templateFolder({ 'page.njk': page }).path] });
    const pages = ['a', 'b', 'c'].map((name) => templates.renderToString('page.njk', { name, later }));
    expect(await Promise.all(pages)).toEqual(['a1a', 'b1b', 'c1c']);
  });
});
