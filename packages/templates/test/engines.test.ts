import { Eta } from 'eta';
import { describe, expect, it } from 'vitest';
import { type CreateEngine, createTemplates } from '../src/index.ts';
import { templateFolder } from './template-folder.ts';

/** Replaces `$name`; knows one filter, `$name|filter`. */
const dollars: CreateEngine = ({ sources, filters, globals }) => ({
  render: (name, values) =>
    sources.read(name).text.replaceAll(/\$(\w+)(?:\|(\w+))?/g, (_, key: string, filter?: string) => {
      const value = { ...globals, ...values }[key];
      return String(filter === undefined ? value : Reflect.apply(filters[filter] ?? String, undefined, [value]));
    }),
  load: (name) => void sources.read(name),
});

describe('another engine', () => {
  it('renders in place of nunjucks, with the same options', async () => {
    const templates = await createTemplates({
      directories: [templateFolder({ 'page.txt': '$greeting|loud $name' }).path],
      engine: dollars,
      filters: { loud: (text: string) => text.toUpperCase() },
      globals: { greeting: 'hello' },
      required: ['page.txt'],
    });
    expect(await templates.renderToString('page.txt', { name: 'Ada' })).toBe('HELLO Ada');
    await expect(templates.renderText('page.txt')).rejects.toMatchObject({ code: 'text-unsupported' });
    await expect(templates.load(['../page.txt'])).rejects.toMatchObject({ code: 'template-name' });
  });

  it('is told of every option, with its default', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    const setups: unknown[] = [];
    const note: CreateEngine = (setup) => {
      setups.push({ ...setup, sources: undefined });
      return { render: () => '', load: () => undefined };
    };
    await createTemplates({ engine: note });
    await createTemplates({ engine: note, cache: false, reload: true });
    process.env['NODE_ENV'] = before;
    const empty = { sources: undefined, filters: {}, globals: {}, extensions: {} };
    expect(setups).toEqual([
      { ...empty, cache: true, reload: false },
      { ...empty, cache: false, reload: true },
    ]);
  });

  it.each(['../secret', '/etc/hostname', './page.eta', 'a\\b'])('reads no template called %j either', async (name) => {
    const eta: CreateEngine = ({ sources }) => {
      const engine = new Eta();
      engine.resolvePath = (template) => template;
      engine.readFile = (template) => sources.read(template).text;
      return { render: (template, values) => engine.render(template, values), load: () => undefined };
    };
    const folder = templateFolder({ 'page.eta': '<%~ include(it.name) %>', 'other.eta': 'other' });
    const templates = await createTemplates({ directories: [folder.path], engine: eta });
    expect(await templates.renderToString('page.eta', { name: 'other.eta' })).toBe('other');
    await expect(templates.renderToString('page.eta', { name })).rejects.toMatchObject({ code: 'template-name' });
  });
});
