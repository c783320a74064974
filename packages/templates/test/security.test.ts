/** Known ways out of nunjucks, and what else data may try. None leads anywhere. */
import { markup } from '@tsgi/http';
import { describe, expect, it } from 'vitest';
import { createTemplates, type TemplatesOptions, type TemplateValues } from '../src/index.ts';
import { templateFolder } from './template-folder.ts';

async function rendered(page: string, values: TemplateValues = {}, options: TemplatesOptions = {}): Promise<string> {
  const templates = await createTemplates({ ...options, directories: [templateFolder({ 'page.njk': page }).path] });
  return templates.renderToString('page.njk', values);
}

class Account {
  readonly name = 'ada';
  #secret = 'secret';
  get secret(): string {
    return this.#secret;
  }
  reveal(): string {
    return this.#secret;
  }
}

const values: TemplateValues = {
  text: 'text',
  list: [1],
  object: { name: 'n' },
  fn: () => 'called',
  Account,
  account: new Account(),
  parsed: JSON.parse('{"__proto__": {"polluted": "yes"}, "constructor": "data"}') as unknown,
};

describe('own properties', () => {
  it.each([
    '{{ text.constructor }}',
    '{{ list.constructor }}',
    '{{ object.constructor }}',
    '{{ fn.constructor }}',
    '{{ range.constructor }}',
    '{{ cycler.constructor }}',
    '{{ joiner.__proto__ }}',
    '{{ object.__proto__ }}',
    '{{ object["__proto__"] }}',
    '{{ object["__pro" + "to__"] }}',
    '{{ object[["__proto__"]] }}',
    '{{ object["constructor"] }}',
    '{{ object.toString }}',
    '{{ object.__lookupGetter__ }}',
    '{{ list.map }}',
    '{{ text.replace }}',
    '{{ (1).constructor }}',
    '{{ true.constructor }}',
    '{{ r/x/.constructor }}',
    '{{ r/x/.exec }}',
    '{{ [].constructor }}',
    '{{ {}.constructor }}',
    '{{ fn.prototype }}',
    '{{ Account.prototype }}',
    '{{ Account.prototype.constructor }}',
    '{{ account.reveal }}',
    '{{ account.secret }}',
    '{{ account.constructor }}',
    '{{ fn.caller }}{{ fn.arguments }}',
    // Names without a value of their own
    '{{ constructor }}',
    '{{ __proto__ }}',
    '{{ toString }}',
    '{{ hasOwnProperty }}',
    '{{ this }}',
    '{{ process }}{{ global }}{{ globalThis }}{{ require }}{{ module }}{{ Function }}{{ eval }}',
    // Variables of the generated code, and of nunjucks'
    '{{ runtime }}{{ context }}{{ env }}{{ frame }}{{ cb }}{{ output }}{{ lineno }}{{ root }}{{ member }}{{ at }}{{ v }}{{ t1 }}',
    '{% macro m() %}{{ arguments }}{{ callee }}{{ named }}{% endmacro %}{{ m() }}',
    '{% for x in list %}{{ loop.constructor }}{% endfor %}',
    '{% macro m() %}{% endmacro %}{{ m.constructor }}{{ m.prototype }}',
    '{% set x %}{% endset %}{{ x.constructor }}{{ x.html }}{{ x.val }}',
    '{% set cls = cycler(1) %}{{ cls.constructor }}',
    '{% macro m() %}{{ caller.constructor }}{% endmacro %}{% call m() %}{% endcall %}',
    '{{ parsed.polluted }}',
    '{% set __proto__ = parsed %}{{ polluted }}',
    '{% for __proto__ in [parsed] %}{{ polluted }}{% endfor %}',
    '{% macro m(__proto__) %}{{ polluted }}{% endmacro %}{{ m(parsed) }}',
    '{% macro m(a) %}{{ a }}{% endmacro %}{{ m(__proto__={a: 1}) }}',
    '{{ [object] | join("", "constructor") }}',
    '{{ [object] | selectattr("constructor") }}',
    '{% for k, g in [object] | groupby("constructor") %}{{ k }}{% endfor %}',
  ])('are all that templates see: %j', async (page) => {
    expect(await rendered(page, values)).toBe('');
  });

  it.each([
    '{{ range.constructor("return process")() }}',
    '{{ fn.constructor.constructor("return process.env")() }}',
    '{{ text.constructor.constructor("return 1")() }}',
    '{{ object.constructor.assign({}, {}) }}',
    '{{ object.__defineGetter__("x", fn) }}',
    '{{ list.map(fn) }}',
    '{{ (text.sub).call.call({}["constructor"].getOwnPropertyDescriptor(text.sub.__proto__, "constructor").value, null, "1")() }}',
    '{% set x = object.constructor %}{{ x.keys(object) }}',
    '{{ account.reveal() }}',
    '{{ constructor("return 1")() }}',
    '{{ this.constructor.constructor("return 1")() }}',
    '{{ super.constructor("return 1")() }}',
    '{% macro m() %}{% endmacro %}{{ m.constructor("return 1")() }}',
    '{% macro m() %}{{ caller.constructor("return 1")() }}{% endmacro %}{% call m() %}{% endcall %}',
    // A name of Object.prototype as a filter, a test or a tag
    '{{ "x" | constructor }}',
    '{{ ("x" | valueOf).env }}',
    '{{ "x" | __defineGetter__("y") }}',
    '{{ "x" | toString }}',
    '{{ "x" is constructor }}',
    '{{ "x" is hasOwnProperty }}',
  ])('are all that can be called: %j', async (page) => {
    await expect(rendered(page, values)).rejects.toMatchObject({
      code: expect.stringMatching(/^template-(failed|syntax)$/) as unknown,
    });
  });

  it('show data under any name', async () => {
    expect(await rendered('{{ parsed.constructor }}{{ parsed["__proto__"].polluted }}', values)).toBe('datayes');
    expect(
      await rendered(
        '{{ constructor }}{{ __proto__ }}',
        JSON.parse('{"constructor": 1, "__proto__": 2}') as TemplateValues,
      ),
    ).toBe('12');
  });

  it('are all that "in" and loops look at', async () => {
    const inherited = Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }) as object;
    const page =
      '{{ "inherited" in o }}{{ "constructor" in o }}{% for k, v in o %}{{ k }}{{ v }}{% endfor %}{{ o | dictsort }}';
    expect(await rendered(page, { o: inherited })).toBe('falsefalseown2own,2');
  });

  it('are asked for by one conversion of the key', async () => {
    let asked = 0;
    const key = { toString: () => (asked++ === 0 ? 'name' : 'constructor') };
    expect(await rendered('{{ object[key] }}', { ...values, key })).toBe('n');
  });

  it('leave the prototypes as they are', async () => {
    await rendered(
      '{% set x = {"__proto__": {polluted: 1} } %}{% set __proto__ = {polluted: 1} %}{{ {}.polluted }}',
      values,
    );
    await rendered('{% for k, g in rows | groupby("k") %}{% endfor %}', {
      rows: [{ k: '__proto__' }, { k: 'constructor' }],
    });
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('functions of the page', () => {
  it('get no `this` that leads to the engine', async () => {
    function self(this: unknown): string {
      return typeof this;
    }
    expect(await rendered('{{ self() }}{{ 1 | self }}', { self }, { filters: { self } })).toBe('undefinedundefined');
  });

  it('cannot be given named arguments by data', async () => {
    const page = '{% macro m(text, safe=false) %}{{ safe }}{{ caller }}{% endmacro %}{{ m(data) }}';
    expect(await rendered(page, { data: { __keywords: true, safe: 'yes', caller: 'me' } })).toBe('false');
  });

  it('get named arguments of any name', async () => {
    const page = '{% macro m() %}{% endmacro %}{{ m(__proto__=1, constructor=2) }}{{ show(__proto__=1) }}';
    expect(await rendered(page, { show: (args: object) => Object.keys(args).join() })).toBe('__proto__');
  });
});

describe('escaping', () => {
  const evil = '<script>alert("x\'y")</script>\\';
  const safe = '&lt;script&gt;alert(&quot;x&#39;y&quot;)&lt;/script&gt;&#92;';

  it.each([
    ['a value', '{{ evil }}', safe],
    ['a member', '{{ o.evil }}', safe],
    ['an item', '{% for x in [evil] %}{{ x }}{% endfor %}', safe],
    ['a key', '{% for k, v in {"<": 1} %}{{ k }}{% endfor %}', '&lt;'],
    ['a list', '{{ [evil] }}', safe],
    ['a sum with markup', '{{ ("<b>" | safe) + evil }}', `&lt;b&gt;${safe}`],
    ['what a function gives', '{{ give() }}', safe],
    ['what a promise gives', '{{ later }}', safe],
    ['what a filter gives', '{{ evil | upper | lower }}', safe],
    ['in a macro', '{% macro m(x) %}{{ x }}{% endmacro %}{{ m(evil) }}', safe],
    ['once in what is captured', '{% set x %}{{ evil }}{% endset %}{{ x }}', safe],
    ['once in a block filter', '{% filter trim %}{{ evil }}{% endfilter %}', safe],
    ['in a call', '{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ evil }}{% endcall %}', safe],
    ['with a default', '{{ missing | default(evil) }}', safe],
    ['what is joined', '{{ ["<b>" | safe, evil] | join(evil) }}', `&lt;b&gt;${safe}${safe}`],
    ['what goes into markup', '{{ "<b>%</b>" | safe | replace("%", evil) }}', `<b>${safe}</b>`],
    ['what cuts markup', '{{ "<b>abc</b>" | safe | truncate(4, true, evil) }}', `<b>a${safe}`],
    ['text with line breaks', '{{ (evil ~ "\\n") | nl2br }}', `${safe}<br />\n`],
    ['text with line breaks that is trusted after', '{{ evil | nl2br | safe }}', safe],
    [
      'text with links',
      '{{ (evil ~ " https://a.example/?a=1&b=%22x ") | urlize }}',
      `${safe} <a href="https://a.example/?a=1&amp;b=%22x">https://a.example/?a=1&amp;b=%22x</a> `,
    ],
    ['text with links that is trusted after', '{{ evil | urlize | safe }}', safe],
    ['an object', '{{ o }}', '[object Object]'],
  ])('covers %s', async (_, page, expected) => {
    const text = await rendered(page, { evil, o: { evil }, give: () => evil, later: Promise.resolve(evil) });
    expect(text).toBe(expected);
  });

  it.each(['page.txt', 'page', 'page.js', 'page.xml', 'page.md'])('is on for %s', async (name) => {
    const templates = await createTemplates({ directories: [templateFolder({ [name]: '{{ x }}' }).path] });
    expect(await templates.renderToString(name, { x: '<' })).toBe('&lt;');
  });

  it('takes the meaning of a backslash in a script (CVE-2023-2142)', async () => {
    const page = '<script>var a = "{{ a }}", b = "{{ b }}";</script>';
    expect(await rendered(page, { a: '\\', b: ';alert(1)//' })).toBe(
      '<script>var a = "&#92;", b = ";alert(1)//";</script>',
    );
  });

  it('cannot be switched off', async () => {
    const options = { autoescape: false } as unknown as TemplatesOptions;
    await expect(rendered('', {}, options)).rejects.toMatchObject({ code: 'autoescape-off' });
    const filters = {
      off(this: { env?: { opts: { autoescape: boolean } } } | undefined) {
        if (this?.env !== undefined) this.env.opts.autoescape = false;
        return '';
      },
    };
    expect(await rendered('{{ 1 | off }}{{ "<" }}', {}, { filters })).toBe('&lt;');
  });

  it('cannot be switched off by a tag', async () => {
    const extensions = { shout: { autoescape: false, body: true, run: async () => '<b>' } };
    expect(await rendered('{% shout %}{% endshout %}', {}, { extensions })).toBe('&lt;b&gt;');
  });

  it('leaves out what somebody vouched for, and nothing that looks like it', async () => {
    const forged = JSON.parse('{"html": "<b>", "val": "<b>", "length": 3, "toString": 1}') as object;
    expect(await rendered('{{ good }}{{ forged }}', { good: markup('<b>'), forged })).toBe('<b>[object Object]');
  });

  it('writes objects without a usable toString', async () => {
    const broken = { bare: Object.create(null) as object, odd: { toString: 1 }, symbol: Symbol('s') };
    expect(await rendered('{{ bare }}{{ odd }}{{ [odd] }}{{ symbol }}', broken)).toBe(
      '[object Object][object Object][object Array]Symbol(s)',
    );
  });
});

describe('json', () => {
  const data = { end: '</script><!--', quote: `"'&`, lines: '\u2028\u2029', markup: markup('<b>') };

  it('stands in a script', async () => {
    const page = '<script>const data = {{ data | json }};</script>';
    const text = await rendered(page, { data });
    const json = text.slice('<script>const data = '.length, -';</script>'.length);
    expect(json).not.toMatch(/[<>&'\u2028\u2029]/);
    expect(JSON.parse(json)).toEqual({ ...data, markup: '<b>' });
  });

  it('stands in a script by the name of dump too', async () => {
    expect(await rendered('{{ data | dump | safe }}', { data: ['</script>'] })).toBe('["\\u003c/script\\u003e"]');
  });

  it('is escaped by the name of dump', async () => {
    expect(await rendered('{{ data | dump }}', { data: ['"'] })).toBe('[&quot;&#92;&quot;&quot;]');
  });

  it('is null for what has no JSON form', async () => {
    expect(await rendered('{{ missing | json }}{{ f | json }}', { f: () => 1 })).toBe('nullnull');
  });
});

describe('limits', () => {
  it('keeps a range from filling the memory', async () => {
    await expect(rendered('{{ range(n) }}', { n: 1e9 })).rejects.toMatchObject({ code: 'template-failed' });
    expect(await rendered('{{ range("x") }}{{ range(0, 5, -1) }}{{ range(3, 0, 0) }}')).toBe('');
  });

  it.each([
    ['includes itself', '{% include "page.njk" %}'],
    ['includes itself with data', '{% for x in [1] %}{% include name %}{% endfor %}'],
    ['imports itself', '{% import "page.njk" as page %}'],
    ['imports itself with context', '{% import "page.njk" as page with context %}'],
    ['extends itself', '{% extends "page.njk" %}'],
    ['calls its macro in itself', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
  ])('stops a template that %s', async (_, page) => {
    await expect(rendered(page, { name: 'page.njk' })).rejects.toMatchObject({ code: 'template-failed' });
  });

  it('goes over no object because it has a length', async () => {
    expect(await rendered('{% for x in o %}{{ x }}{% else %}none{% endfor %}', { o: { length: 1e9 } })).toBe('none');
  });

  it.each(['trim', 'striptags', 'nl2br', 'urlize', 'wordcount', 'title'])(
    'takes linear time for %s',
    async (filter) => {
      const page = `{{ text | ${filter} | length }}`;
      for (const unit of [' x', '<a', '<!--', '    ', '\n\n', '<', '.', 'a@', '&lt;']) {
        await rendered(page, { text: `x${unit.repeat(100_000)}x` });
      }
    },
  );
});

describe("users' text", () => {
  it('never becomes a template', async () => {
    const text = '{{ 1 + 1 }}{% include "page.njk" %}';
    expect(await rendered('{{ text }}{{ text | safe }}', { text })).toBe(`${text.replaceAll('"', '&quot;')}${text}`);
  });

  it('is no code in a template, wherever it stands', async () => {
    const nasty = `"); throw 1; ("\`\${1}\`\\`;
    const template = `{{ ${JSON.stringify(nasty)} }}`;
    expect(await rendered(template)).toContain('throw 1');
    await expect(rendered('{{ a"); throw 1; (" }}')).rejects.toMatchObject({
      code: expect.stringContaining('template-') as unknown,
    });
    expect(await rendered('{{ a\\u0022 }}{{ `x` }}{{ a$b }}')).toBe('');
  });
});
