import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenBoundaries, mayImport } from '../boundaries.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsgi-boundaries-'));
  for (const name of Object.keys(mayImport)) {
    write(`packages/${name}/package.json`, JSON.stringify({ name: `@tsgi/${name}`, exports: './src/index.ts' }));
    write(
      `packages/${name}/src/index.ts`,
      'export interface Thing { readonly size: number }\nexport const thing = 1;\n',
    );
    link(name);
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('an import that breaks a rule', () => {
  it.each([
    ['upwards', 'packages/server/src/a.ts', "import { thing } from '@tsgi/http';", 'server may import protocol'],
    ['of a type', 'packages/server/src/a.ts', "import type { Thing } from '@tsgi/http';", 'server may import protocol'],
    ['at run time', 'packages/http/src/a.ts', "await import('@tsgi/router');", 'http may import protocol'],
    ['that is an export', 'packages/http/src/a.ts', "export { thing } from '@tsgi/lint';", 'http may import protocol'],
    ['of the lowest package', 'packages/protocol/src/a.ts', "import '@tsgi/lint';", 'protocol may import nothing'],
    [
      'by path',
      'packages/http/src/a.ts',
      "import { thing } from '../../protocol/src/index.ts';",
      'a package is imported by its name',
    ],
    ['in a test of protocol', 'packages/protocol/test/a.test.ts', "import '@tsgi/testing';", 'tests of protocol'],
    ['in a test of http', 'packages/http/src/a.test.ts', "import '@tsgi/testing';", 'tests of http'],
    ['in a test of lint', 'packages/lint/src/a.test.ts', "import '@tsgi/http';", 'tests of lint'],
    ['of a dependent, in a test', 'packages/server/src/a.test.ts', "import '@tsgi/cli';", 'tests of server'],
    ['of nothing', 'packages/http/src/a.ts', "import './nowhere.ts';", 'imports resolve'],
    ['of sockets by bytes', 'packages/server/src/wire/a.ts', "import 'node:net';", 'bytes know nothing'],
    ['of the shell by bytes', 'packages/server/src/wire/a.ts', "import '../index.ts';", 'bytes know nothing'],
    ['of a demo', 'packages/server/src/a.ts', "import '../../../apps/demo/main.ts';", 'packages know of no apps'],
    ['of a script', 'packages/server/test/a.test.ts', "import '../../../scripts/a.ts';", 'packages use no scripts'],
    ['of the harness', 'packages/server/src/a.ts', "import '../../../harness/src/a.ts';", 'sources use no harness'],
  ])('%s is found', async (_name, file, statement, broken) => {
    write('apps/demo/main.ts', '');
    write('harness/src/a.ts', '');
    write('scripts/a.ts', '');
    write(file, statement);
    expect(await brokenBoundaries(folder)).toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^${broken}.*: ${file} → `))]),
    );
  });

  it('that closes a cycle is found', async () => {
    write('packages/http/src/a.ts', "import { b } from './b.ts';\nexport const a = b;\n");
    write('packages/http/src/b.ts', "import { a } from './a.ts';\nexport const b = a;\n");
    expect((await brokenBoundaries(folder)).join()).toContain('no cycles');
  });
});

describe('an import that keeps the rules', () => {
  it.each([
    ['downwards', 'packages/router/src/a.ts', "import { thing } from '@tsgi/http';"],
    ['of a type, downwards', 'packages/lint/src/a.ts', "import type { Thing } from '@tsgi/protocol';"],
    ['within the package', 'packages/lint/src/a.ts', "import { thing } from './index.ts';"],
    ['of testing, in a test', 'packages/sessions/test/a.test.ts', "import '@tsgi/testing';"],
    ['of the harness, in a test', 'packages/server/src/a.test.ts', "import '../../../harness/src/a.ts';"],
    ['of lint, in a test of server', 'packages/server/src/a.test.ts', "import '@tsgi/lint';"],
    [
      'by bytes, of bytes and the protocol',
      'packages/server/src/wire/a.ts',
      "import '@tsgi/protocol';\nimport './b.ts';",
    ],
    ['of anything, in an app', 'apps/demo/main.ts', "import '@tsgi/server';\nimport '@tsgi/router';"],
  ])('%s is left alone', async (_name, file, statement) => {
    write('packages/server/src/wire/b.ts', '');
    write('harness/src/a.ts', '');
    write(file, statement);
    expect(await brokenBoundaries(folder)).toEqual([]);
  });
});

it('wants a line for a new package', async () => {
  write('packages/novel/src/index.ts', '');
  expect(await brokenBoundaries(folder)).toEqual(['packages/novel has no line in scripts/boundaries.mjs']);
});

/** Lets the package be found by its name, as npm does for a workspace. */
function link(name: string): void {
  mkdirSync(join(folder, 'node_modules/@tsgi'), { recursive: true });
  symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@tsgi', name), 'junction');
}

function write(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
