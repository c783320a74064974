// @ts-check
/**
 * What rendering costs, against bare nunjucks on the same template and values: user CPU for one page, and the ratio.
 * Run: npm run templates -w benchmarks
 *
 * The two take turns in one process, so that whatever else the machine does falls on both; the medians are compared.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createTemplates } from '@tsgi/templates';
import nunjucks from 'nunjucks';

const rows = Array.from({ length: 1000 }, (_, index) => ({
  id: index,
  name: `Name <${index}> & co`,
  note: index % 3 === 0 ? 'a "quoted" note' : 'nothing to escape here',
  active: index % 2 === 0,
}));
const promised = rows.map((row) => ({ ...row, name: Promise.resolve(row.name) }));

/** @type {Record<string, string>} */
const templates = {
  'table.njk':
    '<table>{% for row in rows %}<tr class="{{ loop.index0 }}"><td>{{ row.id }}</td><td>{{ row.name }}</td>' +
    '<td>{{ row.note }}</td><td>{% if row.active %}yes{% else %}no{% endif %}</td></tr>{% endfor %}</table>',
  'filters.njk': '{% for row in rows %}{{ row.name | upper }}{{ row.note | replace("a", "b") }}{% endfor %}',
  'macros.njk':
    '{% macro cell(text, tag="td") %}<{{ tag }}>{{ text }}</{{ tag }}>{% endmacro %}' +
    '{% for row in rows %}{{ cell(row.name) }}{{ cell(row.note, tag="th") }}{% endfor %}',
  'base.njk': `<!doctype html><title>{% block title %}Site{% endblock %}</title><nav>${'<a href="/">x</a>'.repeat(20)}</nav>{% block body %}{% endblock %}<footer>{{ user.name }}</footer>`,
  'section.njk': '{% extends "base.njk" %}{% block body %}<main>{% block main %}{% endblock %}</main>{% endblock %}',
  'page.njk':
    '{% extends "section.njk" %}{% block title %}{{ title }} - {{ super() }}{% endblock %}{% block main %}' +
    '<h1>{{ title }}</h1>{% include "user.njk" %}{% for item in items %}<li>{{ item.text }}</li>{% endfor %}{% endblock %}',
  'user.njk': '<p>{{ user.name }} ({{ user.email }})</p>',
};
const values = {
  rows,
  promised,
  title: 'A "page"',
  user: { name: 'Ada', email: 'ada@example.com' },
  items: rows.slice(0, 10).map(({ name }) => ({ text: name })),
};

/** What is measured: a title, a template, and how many renderings are one round. */
const cases = /** @type {const} */ ([
  ['a table of 1,000 rows with escapes', 'table.njk', 20],
  ['a page with inheritance three deep', 'page.njk', 1000],
  ['1,000 rows with two filters', 'filters.njk', 20],
  ['1,000 rows with two macros', 'macros.njk', 10],
]);
const ROUNDS = 15;

const folder = mkdtempSync(join(tmpdir(), 'tsgi-templates-'));
try {
  await measure(folder);
} finally {
  rmSync(folder, { recursive: true });
}

/** @param {string} folder */
async function measure(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(templates)) writeFileSync(join(folder, name), text);
  const ours = await createTemplates({ directories: [folder], reload: false });
  const theirs = new nunjucks.Environment(new nunjucks.FileSystemLoader(folder));

  console.log('| | nunjucks µs | @tsgi/templates µs | ratio |\n|---|---|---|---|');
  for (const [title, name, times] of cases) {
    if (theirs.render(name, values) !== (await ours.renderToString(name, values))) throw new Error(`${name} differs`);
    /** @type {number[]} */
    const bare = [];
    /** @type {number[]} */
    const own = [];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await cost(times, () => theirs.render(name, values)));
      own.push(await cost(times, () => ours.renderToString(name, values)));
    }
    print(title, median(bare), median(own));
  }
  await measurePromises(ours);
}

/** What awaiting costs: the table with a promise in each row against the same without. @param {import('@tsgi/templates').Templates} ours */
async function measurePromises(ours) {
  /** @type {number[]} */
  const plain = [];
  /** @type {number[]} */
  const awaited = [];
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await cost(20, () => ours.renderToString('table.njk', values)));
    awaited.push(await cost(20, () => ours.renderToString('table.njk', { rows: promised })));
  }
  console.log(
    `\n1,000 promises in the table: ${median(awaited).toFixed(0)} µs against ${median(plain).toFixed(0)} µs without`,
  );
}

/** User CPU for one run, in µs. @param {number} times @param {() => unknown} run */
async function cost(times, run) {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) await run();
  return process.cpuUsage(before).user / times;
}

/** @param {number[]} figures */
function median(figures) {
  return figures.sort((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;
}

/** @param {string} title @param {number} bare @param {number} own */
function print(title, bare, own) {
  console.log(`| ${title} | ${bare.toFixed(0)} | ${own.toFixed(0)} | ${(own / bare).toFixed(2)} |`);
}
