/** `tsgi dev`: edits are made as an editor makes them, requests as a browser makes them. */
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type Child, within } from '@tsgi/harness';
import { beforeAll, describe, expect, it } from 'vitest';
import { body, buildCommand, folderWith, getPage, HELD, pageOf, startCommand } from './command.ts';

let bin: string;
beforeAll(async () => {
  bin = await buildCommand('dev');
});

const page = (text: string): string => `
  import { greeting } from './greeting.ts';
  const bytes: TextEncoder = new TextEncoder();
  export const app = (environ: { PATH_INFO: string }, startResponse: (status: string, headers: [string, string][]) => void) => {
    if (environ.PATH_INFO === '/late') setImmediate(() => { throw new Error('too late'); });
    if (environ.PATH_INFO === '/boom') throw new Error('in the view');
    if (environ.PATH_INFO === '/wrong') startResponse('200', []);
    startResponse('200 OK', [['Content-Type', 'text/plain']]);
    return [bytes.encode(\`${text} \${greeting} \${process.env.WORD ?? ''}\`)];
  };
  export function close() { console.log('closed'); }
`;

interface Dev {
  readonly command: Child;
  readonly folder: string;
  readonly url: string;
  /** Saves a file, and waits until the application was restarted. */
  readonly save: (name: string, text: string, outcome?: RegExp) => Promise<void>;
}

async function dev(files: Readonly<Record<string, string>> = {}): Promise<Dev> {
  const folder = folderWith({
    'app.ts': page('one'),
    'greeting.ts': "export const greeting: string = 'hello';",
    ...files,
  });
  const command = startCommand(bin, ['dev', 'app.ts', '--port', '0'], { folder });
  const [, url = ''] = await command.says(/app\.ts is on (\S+)/);
  const save = async (name: string, text: string, outcome = /restarted in \d+ ms/): Promise<void> => {
    const from = command.stderr.length;
    // As an editor does that never leaves half a file.
    writeFileSync(join(folder, `${name}.new`), text);
    renameSync(join(folder, `${name}.new`), join(folder, name));
    await command.says(outcome, from);
  };
  return { command, folder, url, save };
}

describe('tsgi dev', () => {
  it('serves TypeScript, and serves it anew when a module or .env changes', async () => {
    const { command, url, save } = await dev();
    expect(await body(url)).toBe('one hello ');
    await save('app.ts', page('two'));
    expect(await body(url)).toBe('two hello ');
    await save('greeting.ts', "export const greeting = 'goodbye';");
    expect(await body(url)).toBe('two goodbye ');
    await save('.env', 'WORD=again');
    expect(await body(url)).toBe('two goodbye again');
    expect(command.stderr).toMatch(/\.env changed/);
    expect(command.stdout).toMatch(/closed/);
    expect(command.stdout).toMatch(/GET +\/ +200/);
  });

  it('lets a request that is made meanwhile wait for its answer', async () => {
    const { command, folder, url } = await dev();
    writeFileSync(join(folder, 'app.ts'), `${HELD}\nawait held('go');\n${page('two')}`);
    // The old process accepts nothing any longer, and the new one is held.
    await command.says(/closed/);
    const call = get(url);
    const [socket] = (await within('a socket', once(call, 'socket'))) as [Socket];
    await within('a connection', once(socket, 'connect'));
    writeFileSync(join(folder, 'go'), '');
    expect((await pageOf(call)).text).toBe('two hello ');
  });

  it('shows a syntax error on the page and in the terminal, and comes back with the fix', async () => {
    const { command, url, save } = await dev();
    await save('greeting.ts', 'export const greeting = = 1;', /does not load; waiting for a change/);
    expect(command.stderr).toMatch(
      /Unexpected "="\n.*greeting\.ts:1:25\n\n> 1 \| export const greeting = = 1;\n {4}\| {25}\^/,
    );
    const shown = await getPage(url, { Accept: 'text/html' });
    expect(shown.status).toBe(500);
    expect(shown.text).toContain('Unexpected');
    expect(shown.text).toContain('greeting.ts');
    await save('greeting.ts', "export const greeting = 'mended';");
    expect(await body(url)).toBe('one mended ');
  });

  it('notices a module that was missing', async () => {
    const { command, url, save } = await dev();
    await save('app.ts', `import './later.js';\n${page('two')}`, /does not load; waiting for a change/);
    expect(command.stderr).toMatch(/Cannot find module/);
    await save('later.ts', 'export {};');
    expect(await body(url)).toBe('two hello ');
  });

  it('watches what the application names, and what it requires', async () => {
    const app = `
      import { channel } from 'node:diagnostics_channel';
      import { createRequire } from 'node:module';
      import { readFileSync } from 'node:fs';
      channel('tsgi:watch').publish({ paths: [new URL('./templates', import.meta.url).pathname] });
      const { word } = createRequire(import.meta.url)('./word.cjs');
      const text = readFileSync(new URL('./templates/page.txt', import.meta.url), 'utf8');
      export default (environ, startResponse) => {
        startResponse('200 OK', []);
        return [new TextEncoder().encode(text + word)];
      };`;
    const { url, save } = await dev({
      'app.ts': app,
      'templates/page.txt': 'one ',
      'word.cjs': "exports.word = 'word';",
    });
    expect(await body(url)).toBe('one word');
    await save('templates/page.txt', 'two ');
    expect(await body(url)).toBe('two word');
    await save('word.cjs', "exports.word = 'other';");
    expect(await body(url)).toBe('two other');
  });

  it('shows errors with their source, breaks no process, and checks the rules', async () => {
    const { command, url } = await dev();
    const html = { Accept: 'text/html' };
    expect((await getPage(`${url}/boom`, html)).text).toContain('in the view');
    expect((await getPage(`${url}/wrong`, html)).text).toContain('LintError');
    expect(await body(`${url}/late`)).toBe('one hello ');
    await command.says(/Uncaught exception in GET \/late: Error: too late/);
    expect(await body(url)).toBe('one hello ');
  });

  it('names the file of a syntax error in JavaScript', async () => {
    const { command, save } = await dev({
      'app.ts': "import './part.js';\nexport default (a: unknown, b: unknown) => [];",
      'part.js': '',
    });
    await save('part.js', 'export default (', /does not load; waiting for a change/);
    expect(command.stderr).toMatch(/part\.js/);
  });

  it('serves the new application while the old one spins', async () => {
    const { command, url, save } = await dev({
      'app.ts': page('one').replace(
        "'/boom')",
        "'/spin') for (console.log('spins'); ; );\n    if (environ.PATH_INFO === '/boom')",
      ),
    });
    get(`${url}/spin`).on('error', () => undefined);
    await command.says(/spins/);
    await save('app.ts', page('two'));
    expect(await body(url)).toBe('two hello ');
  });

  it('stops on SIGINT, and closes the application', async () => {
    const { command } = await dev();
    command.kill('SIGINT');
    expect(await command.exit).toBe(0);
    expect(command.stdout).toContain('closed');
  });

  it.each([
    [['dev', 'nowhere.ts'], {}, /there is no file/],
    [['dev', 'app.ts:site'], {}, /app\.ts:site has no export site; it exports app/],
    [['dev', 'app.ts'], { NODE_ENV: 'production' }, /not where NODE_ENV is 'production'/],
  ])('is told in a line that %j is wrong', async (argv, env, line) => {
    const files = { 'app.ts': 'export const app = (environ: unknown, startResponse: unknown) => [];' };
    const command = startCommand(bin, [...argv, '--port', '0'], { folder: folderWith(files), env });
    expect(await command.exit).toBe(2);
    expect(command.stderr).toMatch(line);
  });
});
