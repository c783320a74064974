import { isFramedError, notFound, sourceFrameOf } from '@tsgi/http';
import { describe, expect, it } from 'vitest';
import { createTemplates, TemplateError, type TemplateValues } from '../src/index.ts';
import { templateFolder } from './template-folder.ts';

const fail = (): never => {
  throw new RangeError('the cause');
};

async function failure(files: Readonly<Record<string, string>>, values: TemplateValues = {}): Promise<TemplateError> {
  const templates = await createTemplates({ directories: [templateFolder(files).path] });
  const error: unknown = await templates.renderToString('page.njk', values).catch((thrown: unknown) => thrown);
  if (!(error instanceof TemplateError)) throw new TypeError(`expected a TemplateError, not ${String(error)}`);
  return error;
}

describe('what fails in a template', () => {
  it.each<[string, string, string, number, number]>([
    ['a call', '<p>\n  {{ fail() }}', 'page.njk', 2, 6],
    ['a call in an expression of two lines', '{{ 1 +\n   fail() }}', 'page.njk', 2, 4],
    ['a missing function', '\n\n{{ user.shout("x") }}', 'page.njk', 3, 4],
    ['a filter', 'x\n{{ 1 | upper }}', 'page.njk', 2, 8],
    ['a missing filter', '{{ 1 | nowhere }}', 'page.njk', 1, 8],
    ['a missing test', '\n {% if 1 is nowhere %}{% endif %}', 'page.njk', 2, 5],
    ['a condition', '{% if fail() %}{% endif %}', 'page.njk', 1, 7],
    ['a loop', '{% for x in\n fail() %}{% endfor %}', 'page.njk', 2, 2],
    ['the body of a loop', '{% for x in [1] %}\n{{ fail() }}{% endfor %}', 'page.njk', 2, 4],
    ['an assignment', '\n{% set x = 1 in 2 %}', 'page.njk', 2, 4],
    ['an included template', 'a\n{% include "part.njk" %}', 'part.njk', 2, 5],
    ['an imported macro', '{% from "macros.njk" import m %}\n{{ m() }}', 'macros.njk', 1, 19],
    ['a block of a child', '{% extends "base.njk" %}\n{% block b %}{{ fail() }}{% endblock %}', 'page.njk', 2, 17],
    ['a parent', '{% extends "broken.njk" %}', 'broken.njk', 3, 4],
    ['super() without a parent', '{% block x %}{{ super() }}{% endblock %}', 'page.njk', 1, 14],
    ['a name that is not exported', '\n{% from "macros.njk" import nothing %}', 'page.njk', 2, 4],
    ['a missing template', 'x\n  {% include "gone.njk" %}', 'page.njk', 2, 6],
    ['a name that is none', '{% include 5 %}', 'page.njk', 1, 4],
    ['what is captured', '{% set x %}\n{{ fail() }}{% endset %}', 'page.njk', 2, 4],
    [
      'the body of a call',
      '{% macro m() %}{{ caller() }}{% endmacro %}\n{% call m() %}{{ fail() }}{% endcall %}',
      'page.njk',
      2,
      18,
    ],
  ])('names the place: %s', async (_, page, template, line, column) => {
    const error = await failure(
      {
        'page.njk': page,
        'part.njk': '{# one #}\n {{ fail() }}',
        'macros.njk': '{% macro m() %}{{ 1(2) }}{% endmacro %}',
        'base.njk': '{% block b %}{% endblock %}',
        'broken.njk': '\n\n{{ fail() }}',
      },
      { fail },
    );
    expect([error.template, error.line]).toEqual([template, line]);
    expect(error.column).toBe(column);
  });

  it('carries its cause, and the source for a debug page', async () => {
    const error = await failure({ 'page.njk': 'one\n{{ fail() }}\nthree' }, { fail });
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(isFramedError(error) && error[sourceFrameOf]).toMatchObject({
      path: expect.stringMatching(/page\.njk$/) as unknown,
      source: 'one\n{{ fail() }}\nthree',
      line: 2,
      column: 4,
    });
  });

  it('shows the lines around the place in its message', async () => {
    const error = await failure({ 'page.njk': '1\n2\n3\n4{{ fail() }}\n5\n6\n7' }, { fail });
    expect(error.message).toBe(
      'page.njk:4:5: the cause\n  2 | 2\n  3 | 3\n> 4 | 4{{ fail() }}\n    |     ^\n  5 | 5\n  6 | 6',
    );
  });

  it('keeps what is no error as the cause', async () => {
    const error = await failure(
      { 'page.njk': '{{ f() }}' },
      {
        f: () => {
          throw 'a string';
        },
      },
    );
    expect(error.cause).toBe('a string');
  });

  it('is left alone when it is an answer', async () => {
    const answer = notFound();
    const files = { 'page.njk': '{% include "part.njk" %}', 'part.njk': '{{ f() }}' };
    const templates = await createTemplates({ directories: [templateFolder(files).path] });
    const f = (): never => {
      throw answer;
    };
    await expect(templates.renderToString('page.njk', { f })).rejects.toBe(answer);
  });
});

describe('a template that cannot be read', () => {
  it.each<[string, number, number | undefined]>([
    ['a\n{% nonsense %}', 2, 4],
    ['{% if x %}\n{{ 1 }}', 2, undefined],
    ['\n\n{{ 1 + }}', 3, 8],
    ['{{ a b }}', 1, 6],
    ['{% for %}{% endfor %}', 1, 8],
    ['{% for 1 in x %}{% endfor %}', 1, undefined],
    ['{{ "open', 1, undefined],
    ['{% block a %}{% endblock %}\n{% block a %}{% endblock %}', 2, 4],
    ['{{ super() }}', 1, 9],
    ['{% block a %}\n{% extends "x" %}{% endblock %}', 2, 4],
    ['{{ {1: 2} }}', 1, 5],
    ['{% macro m(1) %}{% endmacro %}', 1, 12],
    ['{% macro m("a"=1) %}{% endmacro %}', 1, 12],
    ['{{ 1 is (2) }}', 1, 9],
    ['{% for a, (b) in x %}{% endfor %}', 1, 11],
    ['{% set a.b = 1 %}', 1, 9],
    ['{% from "x" import a.b %}', 1, 26],
    ['a #} b', 1, undefined],
    ['{# never closed', 1, undefined],
    ['{{ r/(/ }}', 1, undefined],
    ['{% set x %}', 1, undefined],
    ['{{ (1', 1, undefined],
  ])('names the place: %j', async (page, line, column) => {
    const error = await failure({ 'page.njk': page });
    expect([error.code, error.template, error.line]).toEqual(['template-syntax', 'page.njk', line]);
    if (column !== undefined) expect(error.column).toBe(column);
    expect(isFramedError(error)).toBe(true);
    // In words for whoever writes templates: without the functions of the parser.
    expect(error.message).not.toMatch(/parse[A-Z]/);
  });

  it('names the template that includes nothing wrong', async () => {
    const error = await failure({ 'page.njk': '{% include "part.njk" %}', 'part.njk': '\n{% nonsense %}' });
    expect([error.template, error.line]).toEqual(['part.njk', 2]);
  });
});
