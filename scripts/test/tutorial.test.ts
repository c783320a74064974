/** docs/tutorial.md, step by step: each one's project is written, compiled, and asked over HTTP's own words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, runChild, within } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { type Client, type ClientResponse, createClient } from '@tsgi/testing';
import ts from 'typescript';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { body, buildCommand, getPage, startCommand } from '../../packages/cli/test/command.ts';
import { stepsOf, writeProject } from './tutorial-steps.ts';

const root = join(import.meta.dirname, '../..');
// Below the workspace, so that a project finds the packages by their names.
const place = join(root, 'scripts/.results/tutorial');
const steps = stepsOf(readFileSync(join(root, 'docs/tutorial.md'), 'utf8'));
const folderOf = (step: number): string => join(place, `step-${step}`);

let bin: string;

beforeAll(async () => {
  for (const [index, files] of steps.entries()) writeProject(folderOf(index + 1), files);
  bin = await buildCommand('tutorial');
});

const apps = new Map<number, Application>();

/** A visitor of the app of a step. */
async function visitor(step: number): Promise<Client> {
  process.env['SECRET'] = 'not-a-secret-and-for-tests-alone';
  // Its database is the file beside it.
  delete process.env['DATABASE_URL'];
  const app = apps.get(step) ?? applicationOf(await import(/* @vite-ignore */ join(folderOf(step), 'app.ts')));
  apps.set(step, app);
  return createClient(app);
}

/** The project of a step with another `app.ts`. */
function writeChanged(step: number, from: string, to: string): void {
  const files = steps[step - 1] ?? new Map<string, string>();
  const text = files.get('app.ts') ?? '';
  expect(text).toContain(from);
  writeProject(`${folderOf(step)}-changed`, new Map([...files, ['app.ts', text.replace(from, to)]]));
}

/** The command, in a folder of its own with the project of a step. */
function tsgi(step: number, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const folder = join(place, `step-${step}-${argv[0]}`);
  writeProject(folder, new Map([...(steps[step - 1] ?? []), ['.env', 'SECRET=not-a-secret-and-for-tests-alone\n']]));
  return startCommand(bin, argv, { folder, env: { NODE_OPTIONS: '--conditions=@tsgi/source', ...env } });
}

function applicationOf(module: unknown): Application {
  return (module as { readonly default: Application }).default;
}

/** The polls' page after a vote, by a browser of today. */
async function vote(client: Client, poll: number, choice: string): Promise<ClientResponse> {
  return client.post(`/polls/${poll}/vote`, {
    form: { choice },
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    followRedirects: true,
  });
}

describe('the tutorial', () => {
  it('has ten steps', () => {
    expect(steps).toHaveLength(10);
  });

  it('compiles after every step, and where it says so not', () => {
    const sessionsLayer = 'sessions<Visit>({ store: memoryStore(), secret })';
    writeChanged(4, 'compose(templates(pages))', 'compose()');
    writeChanged(7, `compose(${sessionsLayer}, templates(pages))`, `compose(templates(pages), ${sessionsLayer})`);
    const files = steps.flatMap((step, index) =>
      [...step.keys()].filter((name) => name.endsWith('.ts')).map((name) => join(folderOf(index + 1), name)),
    );
    const wrong = [4, 7].map((step) => join(`${folderOf(step)}-changed`, 'app.ts'));
    const program = ts.createProgram([...files, ...wrong], optionsOf(join(root, 'tsconfig.base.json')));
    const complaints = (file: string): readonly string[] =>
      ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(described);
    expect(files.flatMap(complaints)).toEqual([]);
    expect(wrong.map((file) => complaints(file).join('\n'))).toEqual([
      expect.stringContaining("'tsgi.templates'"),
      expect.stringContaining("'tsgi.session'"),
    ]);
  });

  it('has a tsconfig.json that asks for nothing unknown', () => {
    const options = optionsOf(join(folderOf(10), 'tsconfig.json'));
    expect(options).toMatchObject({ strict: true, noEmit: true });
  });

  it('1: says hello', async () => {
    const response = await (await visitor(1)).get('/anywhere');
    expect(await response.text()).toBe('Hello from /anywhere\n');
  });

  it('2: greets by the query', async () => {
    const client = await visitor(2);
    expect(await (await client.get('/?name=Ada')).text()).toBe('Hello, Ada');
    expect(await (await client.get('/')).text()).toBe('Hello, stranger');
  });

  it.each([3, 4, 5, 6, 7, 8, 10])('%i: links to polls, and has no others', async (step) => {
    const client = await visitor(step);
    expect(await (await client.get('/')).text()).toContain('<a href="/polls/2">Tabs or spaces?</a>');
    expect(await (await client.get('/polls/2')).text()).toContain('<h1>Tabs or spaces?</h1>');
    expect((await client.get('/polls/7')).status).toBe(404);
    expect((await client.get('/polls/tea')).status).toBe(404);
  });

  it('4: pages have a layout', async () => {
    const page = await (await (await visitor(4)).get('/polls/1')).text();
    expect(page).toMatch(/^\s*<!doctype html>/);
    expect(page).toContain('<title>Tea or coffee?</title>');
    expect(page).toContain('<a href="/">All polls</a>');
  });

  it('5: choices come from the database', async () => {
    expect(await (await (await visitor(5)).get('/polls/1')).text()).toContain('<li>Coffee: 0</li>');
  });

  it('6: votes are counted, and the page can be reloaded', async () => {
    const client = await visitor(6);
    const response = await vote(client, 1, '2');
    expect(response.redirects).toMatchObject([{ status: 303, url: 'http://localhost/polls/1' }]);
    expect(await response.text()).toContain('Coffee: 1');
    expect(await (await vote(client, 1, '2')).text()).toContain('Coffee: 2');
  });

  it.each(['', 'tea', '3'])('6: what is no choice of the poll is refused: %o', async (choice) => {
    const response = await vote(await visitor(6), 1, choice);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('<p role="alert">Choose one of these.</p>');
  });

  it.each([7, 8, 10])('%i: each visitor votes once in each poll', async (step) => {
    const client = await visitor(step);
    const first = await (await vote(client, 1, '1')).text();
    expect(first).toContain('Thank you for your vote.');
    expect(first).toContain('Tea: 1');
    const second = await (await vote(client, 1, '1')).text();
    expect(second).toContain('You have voted already.');
    expect(second).toContain('Tea: 1');
    expect(await (await client.get('/polls/1')).text()).not.toContain('role="status"');
    expect(await (await vote(client, 2, '3')).text()).toContain('Thank you for your vote.');
    expect(await (await vote(await visitor(step), 1, '1')).text()).toContain('Tea: 2');
  });

  it('7: a visitor who votes twice at once votes once', async () => {
    const client = await visitor(7);
    await vote(client, 2, '4');
    const totals = async () => {
      const page = await (await client.get('/polls/1')).text();
      return Array.from(page.matchAll(/(?:Tea|Coffee): (\d+)/g), ([, votes]) => Number(votes));
    };
    const [tea = 0, coffee = 0] = await totals();
    await Promise.all([vote(client, 1, '2'), vote(client, 1, '2'), vote(client, 1, '2')]);
    expect(await totals()).toEqual([tea, coffee + 1]);
  });

  it('8: an old browser needs the token of the form', async () => {
    const client = await visitor(8);
    const page = await client.get('/polls/2');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const token = /name="csrf_token" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    expect((await client.post('/polls/2/vote', { form: { choice: '4' } })).status).toBe(403);
    expect((await client.post('/polls/2/vote', { form: { choice: '4', csrf_token: token } })).status).toBe(303);
  });

  it.each([9, 10])('%i: its own tests pass', async (step) => {
    const options = ['--conditions=@tsgi/source', '--env-file=.env.test', '--import', 'tsx'];
    const program = [...options, '--test', 'polls.test.ts'];
    const environment = { cwd: folderOf(step), env: { PATH: process.env['PATH'] } };
    expect(await runChild(onTestFinished, process.execPath, program, environment)).toContain('pass 3');
  });

  it.each([1, 10])('%i: tsgi check finds nothing', async (step) => {
    const command = tsgi(step, ['check', 'app.ts']);
    expect(await command.exit, command.output).toBe(0);
    expect(command.stdout).toContain('app.ts: 1 path asked for, no rule is broken');
  });

  it('1: tsgi dev serves it', async () => {
    const [, url = ''] = await tsgi(1, ['dev', 'app.ts', '--port', '0']).says(/(http:\/\/127\.0\.0\.1:\d+)/);
    expect(await body(`${url}/anywhere`)).toBe('Hello from /anywhere\n');
  });

  it('3: tsgi routes lists the routes', async () => {
    const command = tsgi(3, ['routes', 'app.ts']);
    expect(await command.exit, command.output).toBe(0);
    expect(command.stdout).toMatch(/^GET +\/polls\/:id\(int\) +poll /m);
  });

  it('10: workers share sessions and votes', async () => {
    const argv = ['serve', 'app.ts', '--dotenv', '.env', '--workers', '2', '--port', '0', '--health-path', '/readyz'];
    const command = tsgi(10, argv, { NODE_ENV: 'production' });
    const [, url = ''] = await command.says(/(http:\/\/127\.0\.0\.1:\d+)/);
    expect((await getPage(`${url}/readyz`)).status).toBe(200);
    const answers: Response[] = [];
    for (let cookie = ''; answers.length < 6; cookie ||= answers[0]?.headers.get('set-cookie') ?? '') {
      const headers = { Origin: url, Cookie: cookie.replace(/;.*/, ''), Connection: 'close' };
      const vote = { method: 'POST', body: new URLSearchParams({ choice: '1' }), headers, redirect: 'manual' } as const;
      answers.push(await within('the answer to a vote', fetch(`${url}/polls/1/vote`, vote)));
    }
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303, 303]);
    const page = await body(`${url}/polls/1`);
    expect(page).toContain('Tea: 1');
    const path = /\/static\/polls\.[0-9a-f]+\.css/.exec(page)?.[0];
    const style = await within('the stylesheet', fetch(`${url}${path}`));
    expect(style.headers.get('cache-control')).toContain('immutable');
    command.kill('SIGTERM');
    expect(await command.exit, command.output).toBe(0);
  });

  it('10: has its stylesheet', async () => {
    const client = await visitor(10);
    const url = /<link rel="stylesheet" href="([^"]+)">/.exec(await (await client.get('/')).text())?.[1] ?? '';
    const css = await client.get(url);
    expect(css.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(await css.text()).toContain('max-width: 36rem');
  });
});

function optionsOf(config: string): ts.CompilerOptions {
  const read = ts.readConfigFile(config, (path) => ts.sys.readFile(path));
  const { options, errors } = ts.parseJsonConfigFileContent(read.config, ts.sys, join(config, '..'));
  expect([...(read.error === undefined ? [] : [read.error]), ...errors].map(described)).toEqual([]);
  return options;
}

function described({ file, start, messageText }: ts.Diagnostic): string {
  const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
  return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}
