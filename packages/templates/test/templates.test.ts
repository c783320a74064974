import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync, realpathSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { markup } from '@tsgi/http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTemplates, TemplateSources, type TemplatesOptions } from '../src/index.ts';
import { templateFolder } from './template-folder.ts';

describe('names', () => {
  const outside = [
    '/etc/hostname',
    '../secret.njk',
    'a/../../secret.njk',
    './page.njk',
    'a/./b',
    'a//b',
    'a/',
    '',
    '.',
    '..',
  ];
  const odd = ['page.njk\0.txt', 'a\\b', '..\\secret.njk', 'C:/x', 'page.njk:stream', 'a\nb'];

  it.each([...outside, ...odd])('cannot be %j', async (name) => {
    const folder = templateFolder({ 'page.njk': '{% include name %}', 'templates/a/b': 'b', 'secret.njk': 'secret' });
    const templates = await createTemplates({ directories: [join(folder.path, 'templates'), folder.path] });
    await expect(templates.renderToString(name)).rejects.toMatchObject({ code: 'template-name' });
  });

  it.each([...outside.filter((name) => name !== './page.njk'), ...odd])('cannot be %j in a template', async (name) => {
    const folder = templateFolder({
      'templates/page.njk': '{% include name ignore missing %}',
      'secret.njk': 'secret',
    });
    const templates = await createTemplates({ directories: [join(folder.path, 'templates')] });
    await expect(templates.renderToString('page.njk', { name })).rejects.toMatchObject({
      code: 'template-name',
      line: 1,
    });
  });

  it.each([undefined, null, 5, {}, ['page.njk'], { raw: 'page.njk' }])('are strings, not %j', async (name) => {
    const templates = await createTemplates({
      directories: [templateFolder({ 'page.njk': '{% extends name %}' }).path],
    });
    await expect(templates.renderToString('page.njk', { name })).rejects.toMatchObject({ code: 'template-name' });
  });

  it('may be relative in a template, and may be markup', async () => {
    const folder = templateFolder({
      'site/page.njk':
        '{% extends "../base.njk" %}{% block b %}{% include "./part.njk" %}{% include name %}{% endblock %}',
      'site/part.njk': 'part',
      'base.njk': '<{% block b %}{% endblock %}>',
    });
    const templates = await createTemplates({ directories: [folder.path] });
    const name = markup('site/part.njk');
    expect(await templates.renderToString('site/page.njk', { name })).toBe('<partpart>');
  });

  it('cannot leave the directories by a link, and can stay by one', async () => {
    const folder = templateFolder({ 'secret.njk': 'secret', 'in/real.njk': 'real', 'sub/page.njk': 'page' });
    symlinkSync(join(folder.path, 'secret.njk'), join(folder.path, 'in/link.njk'));
    symlinkSync(folder.path, join(folder.path, 'in/up'));
    symlinkSync(join(folder.path, 'in/real.njk'), join(folder.path, 'in/inner.njk'));
    symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'in/dangling.njk'));
    const templates = await createTemplates({ directories: [join(folder.path, 'in')] });
    await expect(templates.renderToString('link.njk')).rejects.toMatchObject({ code: 'template-name' });
    await expect(templates.renderToString('up/secret.njk')).rejects.toMatchObject({ code: 'template-name' });
    await expect(templates.renderToString('dangling.njk')).rejects.toMatchObject({ code: 'template-missing' });
    expect(await templates.renderToString('inner.njk')).toBe('real');
  });

  it('cannot leave for a directory that begins the same', async () => {
    const folder = templateFolder({ 'in/x': '', 'in-secret/page.njk': 'secret' });
    symlinkSync(join(folder.path, 'in-secret'), join(folder.path, 'in/link'));
    const templates = await createTemplates({ directories: [join(folder.path, 'in')] });
    await expect(templates.renderToString('link/page.njk')).rejects.toMatchObject({ code: 'template-name' });
  });
});

describe('directories', () => {
  it('are looked through in order', async () => {
    const [mine, theirs] = [templateFolder({ 'a.njk': 'mine' }), templateFolder({ 'a.njk': 'theirs', 'b/c.njk': 'c' })];
    const templates = await createTemplates({ directories: [mine.path, pathToFileURL(theirs.path)] });
    expect(await templates.renderToString('a.njk')).toBe('mine');
    expect(await templates.renderToString('b/c.njk')).toBe('c');
    await expect(templates.renderToString('b')).rejects.toMatchObject({ code: 'template-missing', template: 'b' });
    await expect(templates.renderToString('a.njk/b')).rejects.toMatchObject({ code: 'template-missing' });
  });

  it('must be there, and must be directories', async () => {
    const folder = templateFolder({ file: '' });
    for (const name of ['gone', 'file']) {
      await expect(createTemplates({ directories: [join(folder.path, name)] })).rejects.toMatchObject({
        code: 'directory-missing',
      });
    }
  });

  it('may themselves be links', async () => {
    const folder = templateFolder({ 'real/page.njk': 'page' });
    symlinkSync(join(folder.path, 'real'), join(folder.path, 'link'));
    const templates = await createTemplates({ directories: [join(folder.path, 'link')] });
    expect(await templates.renderToString('page.njk')).toBe('page');
  });

  it('have what they have: other failures are passed on', () => {
    const folder = templateFolder();
    symlinkSync(join(folder.path, 'loop'), join(folder.path, 'loop'));
    expect(() => new TemplateSources([folder.path]).read('loop')).toThrow(expect.objectContaining({ code: 'ELOOP' }));
  });

  it('hold text with or without a byte order mark', async () => {
    const templates = await createTemplates({ directories: [templateFolder({ 'a.njk': '\uFEFFä' }).path] });
    expect(await templates.renderToString('a.njk')).toBe('ä');
  });
});

describe('required templates', () => {
  it.each([
    ['is missing', 'gone.njk', { code: 'template-missing', template: 'gone.njk' }],
    ['does not compile', 'broken.njk', { code: 'template-syntax', template: 'broken.njk', line: 1 }],
    ['has no name', '../x', { code: 'template-name' }],
  ])('fail the start when one %s', async (_, name, error) => {
    const folder = templateFolder({ 'page.njk': '', 'broken.njk': '{% if %}' });
    const options: TemplatesOptions = { directories: [folder.path], required: ['page.njk', name] };
    await expect(createTemplates(options)).rejects.toMatchObject(error);
  });

  it('can be checked later as well', async () => {
    const templates = await createTemplates({ directories: [templateFolder({ 'page.njk': '' }).path] });
    await templates.load(['page.njk']);
    await expect(templates.load(['page.njk', 'gone.njk'])).rejects.toMatchObject({ code: 'template-missing' });
  });
});

describe('a changed template', () => {
  it('is seen at the next rendering, in the same tick of the clock too', async () => {
    const folder = templateFolder({ 'page.njk': '{% include "part.njk" %}', 'part.njk': 'one' });
    const templates = await createTemplates({ directories: [folder.path], reload: true });
    expect(await templates.renderToString('page.njk')).toBe('one');
    folder.write('part.njk', 'two');
    expect(await templates.renderToString('page.njk')).toBe('two');
    folder.write('page.njk', '{% if %}');
    await expect(templates.renderToString('page.njk')).rejects.toMatchObject({ code: 'template-syntax' });
    folder.write('page.njk', 'mended');
    expect(await templates.renderToString('page.njk')).toBe('mended');
  });

  it('is another one when a directory before its own gets it, until it is gone', async () => {
    const folder = templateFolder({ 'theirs/page.njk': 'same' });
    mkdirSync(join(folder.path, 'mine'));
    const directories = [join(folder.path, 'mine'), join(folder.path, 'theirs')];
    const templates = await createTemplates({ directories, reload: true });
    expect(await templates.renderToString('page.njk')).toBe('same');
    folder.write('mine/page.njk', 'same{{ 1 }}');
    expect(await templates.renderToString('page.njk')).toBe('same1');
    unlinkSync(join(folder.path, 'mine/page.njk'));
    expect(await templates.renderToString('page.njk')).toBe('same');
    unlinkSync(join(folder.path, 'theirs/page.njk'));
    await expect(templates.renderToString('page.njk')).rejects.toMatchObject({ code: 'template-missing' });
  });

  it('names its directories to a development server, unless nothing is read anew', async () => {
    const folder = templateFolder({ 'page.njk': 'one' });
    const named: unknown[] = [];
    const listen = (message: unknown): void => void named.push(message);
    subscribe('tsgi:watch', listen);
    onTestFinished(() => void unsubscribe('tsgi:watch', listen));
    await createTemplates({ directories: [folder.path], reload: false });
    expect(named).toEqual([]);
    await createTemplates({ directories: [folder.path], reload: true });
    expect(named).toEqual([{ paths: [realpathSync(folder.path)] }]);
  });

  it('is not seen in production, where nothing is read twice', async () => {
    const folder = templateFolder({ 'page.njk': 'one' });
    const templates = await createTemplates({ directories: [folder.path], reload: false, required: ['page.njk'] });
    unlinkSync(join(folder.path, 'page.njk'));
    expect(await templates.renderToString('page.njk')).toBe('one');
  });

  it('is seen without a cache too', async () => {
    const folder = templateFolder({ 'page.njk': 'one' });
    const templates = await createTemplates({ directories: [folder.path], reload: false, cache: false });
    expect(await templates.renderToString('page.njk')).toBe('one');
    folder.write('page.njk', 'two');
    expect(await templates.renderToString('page.njk')).toBe('two');
  });

  it.each([
    ['production', 'one'],
    ['development', 'two'],
  ])('is seen or not by NODE_ENV: %s', async (mode, second) => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = mode;
    const folder = templateFolder({ 'page.njk': 'one' });
    const templates = await createTemplates({ directories: [folder.path] });
    process.env['NODE_ENV'] = before;
    await templates.renderToString('page.njk');
    folder.write('page.njk', 'two');
    expect(await templates.renderToString('page.njk')).toBe(second);
  });
});

describe('text', () => {
  const files = {
    'mail.txt': `Dear {{ name }}, {% include "part.njk" %}`,
    'mail.txt.njk': '{{ name }}',
    'part.njk': '<{{ name }}>',
  };

  it('is rendered without escaping when the name says that it is text', async () => {
    const templates = await createTemplates({ directories: [templateFolder(files).path] });
    expect(await templates.renderText('mail.txt', { name: `O'Neil & sons` })).toBe(
      `Dear O'Neil & sons, <O'Neil & sons>`,
    );
    expect(await templates.renderText('mail.txt.njk', { name: markup('<b>') })).toBe('<b>');
    expect(await templates.renderToString('mail.txt.njk', { name: '<' })).toBe('&lt;');
  });

  it.each(['page.njk', 'page.html', 'txt', 'page.txt.d/page.html', 'page.txt/page', 'page.txt.html.njk'])(
    'is nothing that is called %s',
    async (name) => {
      const templates = await createTemplates({ directories: [templateFolder(files).path] });
      await expect(templates.renderText(name)).rejects.toMatchObject({ code: 'not-text' });
    },
  );
});

describe('tags', () => {
  const extensions: NonNullable<TemplatesOptions['extensions']> = {
    now: { run: ({ args, named }) => `${args.join('+')} ${JSON.stringify(named)}` },
    twice: { body: true, run: async ({ body }) => markup(`${String(await body())}|${String(await body())}`) },
    who: { run: ({ lookup, body }) => [lookup('row'), lookup('name'), lookup('missing'), body].map((x) => typeof x) },
    empty: { run: async ({ body }) => body() },
    fail: {
      run: () => {
        throw new Error('tag');
      },
    },
  };

  async function rendered(page: string): Promise<string> {
    const templates = await createTemplates({ directories: [templateFolder({ 'page.njk': page }).path], extensions });
    return templates.renderToString('page.njk', { name: 'n', later: Promise.resolve(1) });
  }

  it.each([
    ['arguments', '{% now 1, later, a=2 %}{% now %}', '1+1 {&quot;a&quot;:2} {}'],
    ['a body, rendered anew each time', '{% set c = cycler(1, 2) %}{% twice %}{{ c.next() }}<{% endtwice %}', '1<|2<'],
    ['a body with bodies', '{% twice %}{% twice %}{{ name }}{% endtwice %}{% endtwice %}', 'n|n|n|n'],
    ['the names around them', '{% for row in [1] %}{% who %}{% endfor %}', 'number,string,undefined,function'],
    ['no body', '[{% empty %}]', '[]'],
  ])('have %s', async (_, page, expected) => {
    expect(await rendered(page)).toBe(expected);
  });

  it('fail at their place', async () => {
    await expect(rendered('\n{% fail %}')).rejects.toMatchObject({ code: 'template-failed', line: 2, column: 4 });
  });

  it('must be closed', async () => {
    await expect(rendered('{% twice %}')).rejects.toMatchObject({ code: 'template-syntax' });
  });
});
