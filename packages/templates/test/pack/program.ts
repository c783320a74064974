/**
 * What a user does with the installed package: templates from files, the command, and a start from what it compiled,
 * with neither the files nor the compiler there.
 */
import { equal, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createTemplates, precompiledEngine, type TemplateEngine, type Templates } from '@tsgi/templates';

mkdirSync('templates', { recursive: true });
writeFileSync('templates/base.njk', '<title>{% block title %}{% endblock %}</title>');
writeFileSync('templates/page.njk', '{% extends "base.njk" %}{% block title %}{{ title | upper }}{% endblock %}');

const fromFiles: Templates = await createTemplates({ directories: ['templates'], required: ['page.njk'] });
equal(await fromFiles.renderToString('page.njk', { title: Promise.resolve('<hi>') }), '<title>&lt;HI&gt;</title>');

const command = 'node_modules/@tsgi/templates/bin/tsgi-templates.js';
execFileSync(process.execPath, [command, 'precompile', 'templates', '--out', 'templates.mjs']);
ok(existsSync('node_modules/.bin/tsgi-templates'));

rmSync('templates', { recursive: true });
const engine = await precompiledEngine('templates.mjs');
const precompiled = await createTemplates({ engine, required: ['page.njk'] });
equal(await precompiled.renderToString('page.njk', { title: 'x' }), '<title>X</title>');

// A start in a process of its own, where the compiler is not there to be loaded.
const dist = 'node_modules/@tsgi/templates/dist/';
const compilers = readdirSync(dist).filter((name) => name.startsWith('compile-template'));
ok(compilers.length > 0);
for (const name of compilers) rmSync(dist + name);
const start = `
  import { createTemplates, precompiledEngine } from '@tsgi/templates';
  const site = await createTemplates({ engine: await precompiledEngine('templates.mjs'), required: ['page.njk'] });
  process.stdout.write(await site.renderToString('page.njk', { title: 'y' }));
`;
equal(execFileSync(process.execPath, ['--input-type=module', '-e', start], { encoding: 'utf8' }), '<title>Y</title>');

// nunjucks is in the bundle. As a package it would bring its peer, an old chokidar, into every installation.
ok(!existsSync('node_modules/nunjucks') && !existsSync('node_modules/chokidar'));

const other: TemplateEngine = { render: (name) => name, load: () => undefined };
const custom = await createTemplates({ engine: () => other });
equal(await custom.renderToString('anything'), 'anything');
