/** `tsgi routes`, `tsgi check` and `tsgi env`. */
import type { Child } from '@tsgi/harness';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCommand, folderWith, startCommand } from './command.ts';

let bin: string;
beforeAll(async () => {
  bin = await buildCommand('inspect');
});

const APP = `
  const app = (environ, startResponse) => {
    const path = environ.PATH_INFO;
    if (path === '/lower') startResponse('200 OK', [['Content-Length', 'many']]);
    if (path === '/broken') throw new Error('broken');
    if (path === '/late') setImmediate(() => { throw new Error('too late'); });
    startResponse('200 OK', [['Content-Type', 'text/plain']]);
    return [];
  };
  const routes = (patterns) => ({ [Symbol.for('tsgi.routes')]: () => patterns.map((pattern) => ({ methods: ['GET', 'HEAD'], pattern, name: pattern.slice(1) })) });
  export const good = Object.assign((...call) => app(...call), {}, routes(['/', '/about', '/polls/:id(int)', '/files/*']));
  Object.defineProperty(good, 'length', { value: 2 });
  export const gone = Object.assign((environ, startResponse) => {
    startResponse(environ.PATH_INFO === '/' ? '200 OK' : '404 Not Found', [['Content-Type', 'text/plain']]);
    return [];
  }, routes(['/', '/gone', '/polls/:id(int)']));
  export const nothing = (environ, startResponse) => gone({ ...environ, PATH_INFO: '/gone' }, startResponse);
  export const optional = Object.assign((environ, startResponse) => app(environ, startResponse), routes(['/list/:page(int)?', '/:page(int)?', '/polls/:id(int)/:page(int)?']));
  export const bad = Object.assign((environ, startResponse) => app(environ, startResponse), routes(['/', '/lower', '/broken', '/late']));
  export default app;
`;

async function run(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Child & { code: unknown }> {
  const files = {
    'app.js': APP,
    '.env': 'SECRET_KEY=hidden',
    'tsgi.config.ts': 'export default { app: "app.js", workers: 2 as number }',
  };
  const command = startCommand(bin, argv, { folder: folderWith(files), env });
  return Object.assign(command, { code: await command.exit });
}

describe('tsgi routes', () => {
  it('lists methods, patterns and names', async () => {
    const { code, stdout } = await run(['routes', 'app.js:good']);
    expect(stdout).toBe(
      'GET,HEAD  /\nGET,HEAD  /about           about\nGET,HEAD  /polls/:id(int)  polls/:id(int)\nGET,HEAD  /files/*         files/*\n',
    );
    expect(code).toBe(0);
  });

  it('ends, though the module has a timer', async () => {
    const command = startCommand(bin, ['routes', 'app.js'], {
      folder: folderWith({ 'app.js': 'setInterval(() => {}, 1000); export default (environ, startResponse) => [];' }),
    });
    expect(await command.exit).toBe(0);
  });

  it('says that there are none', async () => {
    expect((await run(['routes'])).stdout).toBe('The application lists no routes.\n');
  });
});

describe('tsgi check', () => {
  it('asks for every page that needs no parameters', async () => {
    const { code, stdout } = await run(['check', 'app.js:good']);
    expect(stdout).toBe('200  /\n200  /about\napp.js:good: 2 paths asked for, no rule is broken\n');
    expect(code).toBe(0);
  });

  it('asks for pages of several hosts as those hosts', async () => {
    const middleware = new URL('../../middleware/src/index.ts', import.meta.url).href;
    const app = `
      import { mount } from ${JSON.stringify(middleware)};
      const site = (pattern, host) => Object.assign((environ, startResponse) => {
        const isAsked = environ.SCRIPT_NAME + environ.PATH_INFO === pattern && environ.HTTP_HOST.startsWith(host);
        startResponse(isAsked ? '200 OK' : '500 Internal Server Error', [['Content-Type', 'text/plain']]);
        return [];
      }, { [Symbol.for('tsgi.routes')]: () => [{ methods: ['GET'], pattern: pattern.replace('/admin', '') }] });
      export default mount({
        'one.example': site('/a', 'one.example'),
        'one.example/admin': site('/admin/b', 'one.example'),
        'two.example': Object.assign(site('/', 'two.example'), { [Symbol.for('tsgi.routes')]: () => [{ methods: ['GET'], pattern: '' }] }),
        '*.example': site('/c', 'any.example'),
        '/': site('/d', '127.0.0.1:'),
      });`;
    const command = startCommand(bin, ['check', 'app.ts'], {
      folder: folderWith({ 'app.ts': app }),
      env: { NODE_OPTIONS: '--conditions=@tsgi/source' },
    });
    expect(await command.exit).toBe(0);
    expect(command.stdout.split('\n').slice(0, -2).sort()).toEqual([
      '200  /d',
      '200  any.example/c',
      '200  one.example/a',
      '200  one.example/admin/b',
      '200  two.example/',
    ]);
  });

  it('asks for pages whose only parameter is optional without it', async () => {
    const { code, stdout } = await run(['check', 'app.js:optional']);
    expect(stdout).toBe('200  /list\n200  /\napp.js:optional: 2 paths asked for, no rule is broken\n');
    expect(code).toBe(0);
  });

  it('ends with 1 for a page that is listed and not there', async () => {
    const { code, stdout } = await run(['check', 'app.js:gone']);
    expect(stdout).toBe(
      '200  /\n404  /gone\n       it is listed as a route, and there is no such page\n' +
        'app.js:gone: 2 paths asked for, 1 with something wrong\n',
    );
    expect(code).toBe(1);
  });

  it('does not miss a root that nobody lists', async () => {
    const { code, stdout } = await run(['check', 'app.js:nothing']);
    expect(stdout).toBe('404  /\napp.js:nothing: 1 path asked for, no rule is broken\n');
    expect(code).toBe(0);
  });

  it('asks an application without routes for its root', async () => {
    expect((await run(['check'])).stdout).toContain('app.js: 1 path asked for, no rule is broken');
  });

  it('ends with 1 for rules that are broken, for errors, and for what nobody caught', async () => {
    const { code, stdout, stderr } = await run(['check', 'app.js:bad']);
    expect(stderr).toContain('Error: broken');
    expect(stderr).not.toContain('LintError');
    expect(stdout).toMatch(/\/lower\n +Content-Length must be/);
    expect(stdout).toMatch(/500 +\/broken/);
    expect(stdout).toMatch(/not caught: Error: too late/);
    expect(code).toBe(1);
  });
});

describe('tsgi env', () => {
  it('shows where options come from, and no secrets', async () => {
    const { code, stdout } = await run(['env'], { TSGI_PORT: '9000', SECRET: 'hidden too' });
    expect(stdout).toMatch(/^@tsgi\/cli +\d/m);
    expect(stdout).toMatch(/^node +v\d/m);
    expect(stdout).toMatch(/^application +app\.js$/m);
    expect(stdout).toMatch(/^configuration +\/.*tsgi\.config\.ts$/m);
    expect(stdout).toMatch(/^--port +9000 +environment$/m);
    expect(stdout).toMatch(/^--workers +2 +config$/m);
    expect(stdout).toMatch(/^--backlog +511 +default$/m);
    expect(stdout).not.toContain('hidden');
    expect(code).toBe(0);
    expect((await run(['env', 'other.js:site'])).stdout).toMatch(/^application +other\.js:site$/m);
  });
});

describe('tsgi', () => {
  it.each([[[]], [['--help']], [['help']]])('%j says what there is', async (argv) => {
    const { code, stdout } = await run(argv);
    expect(stdout).toMatch(/tsgi dev[\s\S]*tsgi serve[\s\S]*tsgi routes[\s\S]*tsgi check[\s\S]*tsgi env/);
    expect(code).toBe(0);
  });

  it('says all of a command', async () => {
    expect((await run(['help', 'serve'])).stdout).toMatch(/^tsgi serve \[options\]/);
  });

  it('says its version', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
