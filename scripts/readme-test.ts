/**
 * The examples of a README as tests. Each package has a `test/readme.test.ts` of two lines that calls this.
 *
 * Every fenced block that begins with `ts` is type-checked with the package's own tsconfig, against the sources. Words
 * after `ts` say more: `run` runs the example too, which must not throw, nor have a `console.assert` fail; `continued` joins the block to the one before.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it, vi } from 'vitest';

interface Example {
  /** The number of the README's line that the example's first line stands on. */
  readonly line: number;
  readonly code: string;
  readonly run: boolean;
}

/**
 * Defines a suite of the examples in `readme`, the URL of a README.md in a package's own folder.
 * @param home the package's folder, for a text that lies elsewhere
 */
export function testReadme(readme: URL, home: URL = new URL('.', readme)): void {
  const name = basename(readme.pathname);
  const examples = examplesOf(readFileSync(readme, 'utf8'));
  // Below the package, so that it can import itself by name.
  const folder = fileURLToPath(new URL(`.results/${name === 'README.md' ? 'readme' : name}/`, home));
  mkdirSync(folder, { recursive: true });
  const files = examples.map(({ line, code }) => {
    const file = `${folder}line-${line}.ts`;
    writeFileSync(file, code);
    return file;
  });
  const check = typeChecker(fileURLToPath(home), files, name);

  describe(name, () => {
    for (const [index, file] of files.entries()) {
      it(`has an example that compiles on line ${examples[index]?.line}`, () => {
        expect(check(file)).toEqual([]);
      });
      if (examples[index]?.run) {
        it(`has an example that runs on line ${examples[index].line}`, async () => {
          // In Node a failed assertion of the console is only printed.
          const failed = vi.spyOn(console, 'assert').mockImplementation((holds, ...words: unknown[]) => {
            if (!holds) throw new Error(`An assertion of the example does not hold. ${words.map(String).join(' ')}`);
          });
          try {
            await import(/* @vite-ignore */ file);
          } finally {
            failed.mockRestore();
          }
        });
      }
    }
  });
}

/** The examples in a Markdown text. Each keeps its lines' numbers, by empty lines before it. */
export function examplesOf(markdown: string): readonly Example[] {
  const examples: Example[] = [];
  for (const block of markdown.matchAll(/^```ts\b(.*)\n((?:.*\n)*?)```$/gm)) {
    const words = block[1]?.trim().split(/\s+/) ?? [];
    const line = markdown.slice(0, block.index).split('\n').length + 1;
    const before = words.includes('continued') ? examples.pop() : undefined;
    const lines = before?.code.split('\n') ?? [''];
    const code = `${lines.join('\n')}${'\n'.repeat(line - lines.length)}${block[2]}`;
    examples.push({ line: before?.line ?? line, code, run: words.includes('run') || before?.run === true });
  }
  return examples;
}

/** Gives the compiler's complaints about one of the files, with their lines. The files are compiled once, together. */
function typeChecker(folder: string, files: readonly string[], name: string): (file: string) => readonly string[] {
  let program: ts.Program | undefined;
  return (file) => {
    program ??= ts.createProgram(files, exampleOptions(folder));
    return ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map((diagnostic) => {
      const { line } = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0) ?? { line: 0 };
      return `${name}:${line + 1} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
    });
  };
}

/** The package's options, without those that an example of a few lines cannot keep. */
function exampleOptions(folder: string): ts.CompilerOptions {
  const config: unknown = ts.readConfigFile(`${folder}tsconfig.json`, (path) => ts.sys.readFile(path)).config;
  return {
    ...ts.parseJsonConfigFileContent(config, ts.sys, folder).options,
    declaration: false,
    isolatedDeclarations: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
}
