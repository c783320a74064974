/**
 * The examples of a README that are marked `run`, as tests: none may throw, nor have a `console.assert` fail. Each
 * package has a `test/readme.test.ts` of two lines that calls this. `npm run typecheck` compiles all examples.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it, onTestFinished, vi } from 'vitest';
import { examplesOf } from './markdown-examples.mjs';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * Defines a suite of the examples in `readme`, the URL of a README.md in a package's own folder.
 * @param home the package's folder, for a text that lies elsewhere
 */
export function testReadme(readme: URL, home: URL = new URL('.', readme)): void {
  const name = basename(readme.pathname);
  // Below the package, so that it can import itself by name.
  const folder = fileURLToPath(new URL(`.results/${name}/`, home));
  mkdirSync(folder, { recursive: true });
  describe(name, () => {
    for (const { line, code } of examplesOf(readFileSync(readme, 'utf8')).filter(({ run }) => run)) {
      const file = `${folder}line-${line}.ts`;
      writeFileSync(file, code);
      it(`has an example that runs on line ${line}`, () => runExample(file));
    }
  });
}

async function runExample(file: string): Promise<void> {
  // The files that an example writes are removed with the test.
  vi.stubEnv('TMPDIR', temporaryFolder(onTestFinished));
  // In Node a failed assertion of the console is only printed.
  const asserting = vi.spyOn(console, 'assert').mockImplementation((holds, ...words: unknown[]) => {
    if (!holds) throw new Error(`An assertion of the example does not hold. ${words.map(String).join(' ')}`);
  });
  try {
    await import(/* @vite-ignore */ file);
  } finally {
    asserting.mockRestore();
    vi.unstubAllEnvs();
  }
}
