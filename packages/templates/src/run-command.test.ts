import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { templateFolder } from '../test/template-folder.ts';
import { createTemplates } from './create-templates.ts';
import { precompiledEngine } from './precompile.ts';
import { runCommand } from './run-command.ts';

const tags =
  "export default { twice: { body: true, run: async ({ body }) => [await body(), await body()].join('') } };";

async function run(...args: readonly string[]): Promise<{ status: number; output: string; complaint: string }> {
  const [output, errors] = [collector(), collector()];
  const status = await runCommand(args, output, errors);
  return { status, output: output.text, complaint: errors.text };
}

function collector(): { text: string; write: (text: string) => void } {
  const collected = {
    text: '',
    write: (text: string) => {
      collected.text += text;
    },
  };
  return collected;
}

describe('tsgi-templates', () => {
  it('precompiles directories', async () => {
    const folder = templateFolder({ 'one/a.njk': 'a', 'two/b.njk': '{% twice %}b{% endtwice %}', 'tags.mjs': tags });
    const [one, two, out] = [join(folder.path, 'one'), join(folder.path, 'two'), join(folder.path, 'out.mjs')];
    const extensions = join(folder.path, 'tags.mjs');
    expect(await run('precompile', one, two, '--out', out, '--extensions', extensions)).toEqual({
      status: 0,
      output: '',
      complaint: '',
    });
    const engine = await precompiledEngine(out);
    const templates = await createTemplates({
      engine,
      extensions: { twice: { body: true, run: async ({ body }) => body() } },
    });
    expect(await templates.renderToString('b.njk')).toBe('b');
    expect(await templates.renderToString('a.njk')).toBe('a');
  });

  it('names the place in a template that does not compile, and writes nothing', async () => {
    const folder = templateFolder({ 'templates/a.njk': '\n{% nonsense %}' });
    const out = join(folder.path, 'out.mjs');
    const { status, complaint } = await run('precompile', join(folder.path, 'templates'), '--out', out);
    expect([status, existsSync(out)]).toEqual([1, false]);
    expect(complaint).toContain('a.njk:2:4');
  });

  it.each([
    [],
    ['precompile'],
    ['precompile', 'templates'],
    ['precompile', '--out', 'x'],
    ['precompile', 'templates', '--out'],
    ['precompile', 'templates', '--out', 'x', '--extensions'],
    ['precompile', 'templates', '--out', 'x', '--fast'],
    ['compile', 'templates', '--out', 'x'],
  ])('says how it is used: %j', async (...args) => {
    const { status, complaint } = await run(...args);
    expect([status, complaint.startsWith('Usage: ')]).toEqual([2, true]);
  });

  it.each(['--help', '-h'])('shows how it is used when it is asked: %s', async (option) => {
    const { status, output, complaint } = await run(option);
    expect([status, output.startsWith('Usage: '), complaint]).toEqual([0, true, '']);
  });

  it.each(['export const tags = {};', 'export default null;', 'export default { x: 1 };', 'export default { x: {} };'])(
    'takes no module without tags: %s',
    async (text) => {
      const folder = templateFolder({ 'a/a.njk': '', 'tags.mjs': text });
      const args = [join(folder.path, 'a'), '--out', join(folder.path, 'out.mjs')];
      await expect(run('precompile', ...args, '--extensions', join(folder.path, 'tags.mjs'))).rejects.toThrow(
        TypeError,
      );
    },
  );
});
