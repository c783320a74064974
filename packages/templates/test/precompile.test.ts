import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createTemplates, precompile, precompiledEngine } from '../src/index.ts';
import { templateFolder } from './template-folder.ts';

const files = {
  'templates/page.njk': '{% extends "layout/base.njk" %}{% block b %}{{ x }}{% twice %}!{% endtwice %}{% endblock %}',
  'templates/layout/base.njk': '<{% block b %}{% endblock %}>\n{{ fail() }}',
  'templates/.hidden': '{% if %}',
  'templates/.git/config': '{% if %}',
};
const extensions = {
  twice: { body: true, run: async ({ body }: { body(): Promise<unknown> }) => `${String(await body())}2` },
};

describe('precompiled templates', () => {
  it('render without their files', async () => {
    const folder = templateFolder(files);
    folder.write('out.mjs', await precompile({ directories: [join(folder.path, 'templates')], extensions }));
    rmSync(join(folder.path, 'templates'), { recursive: true });
    const engine = await precompiledEngine(join(folder.path, 'out.mjs'));
    const templates = await createTemplates({ engine, extensions, required: ['page.njk'] });
    expect(await templates.renderToString('page.njk', { x: '&', fail: () => 'ok' })).toBe('<&amp;!2>\nok');
    expect(await templates.renderToString('page.njk', { x: 1, fail: () => '' })).toBe('<1!2>\n');
    await expect(templates.renderToString('page.njk')).rejects.toMatchObject({
      code: 'template-failed',
      template: 'layout/base.njk',
      line: 2,
      column: 4,
    });
  });

  it('are all there is', async () => {
    const folder = templateFolder(files);
    folder.write('out.mjs', await precompile({ directories: [join(folder.path, 'templates')], extensions }));
    const options = { engine: await precompiledEngine(pathToFileURL(join(folder.path, 'out.mjs'))), extensions };
    await expect(createTemplates({ ...options, required: ['gone.njk'] })).rejects.toMatchObject({
      code: 'template-missing',
    });
    await expect(createTemplates({ ...options, required: ['.hidden'] })).rejects.toMatchObject({
      code: 'template-missing',
    });
  });

  it('fail to compile as others do', async () => {
    const folder = templateFolder({ 'b.njk': 'x\n{% if %}' });
    await expect(precompile({ directories: [folder.path] })).rejects.toMatchObject({ template: 'b.njk', line: 2 });
  });

  it.each([
    ['another module', 'export default 1;'],
    ['another version', 'export const version = 0; export const templates = [];'],
    ['no templates', 'export const version = 1; export const templates = {};'],
  ])('are no %s', async (_, text) => {
    const folder = templateFolder({ 'out.mjs': text });
    await expect(precompiledEngine(join(folder.path, 'out.mjs'))).rejects.toMatchObject({
      code: 'precompiled-invalid',
    });
  });

  it('are the same text for the same templates', async () => {
    const folder = templateFolder({ 'b.njk': '{{ b }}', 'a.njk': '{{ a }}', 'c/a.njk': '' });
    const first = await precompile({ directories: [folder.path] });
    expect(await precompile({ directories: [folder.path] })).toBe(first);
    expect(first.match(/^\["[^"]+"/gm)).toEqual(['["a.njk"', '["b.njk"', '["c/a.njk"']);
  });
});
