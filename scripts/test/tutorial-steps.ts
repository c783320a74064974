/** The steps of docs/tutorial.md as projects in folders. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files of a project: their text by their path. */
export type Files = ReadonlyMap<string, string>;

/**
 * What stands in the folder after each step: a heading `## 1. ...` begins one, and a block replaces an earlier one of the
 * same file. Blocks of `sh` are no files.
 * @throws Error when a block does not say in its first line which file it is
 */
export function stepsOf(markdown: string): readonly Files[] {
  const steps: Files[] = [];
  for (const section of markdown.split(/^## \d+\. /m).slice(1)) {
    steps.push(new Map([...(steps.at(-1) ?? []), ...filesOf(section)]));
  }
  return steps;
}

/** Writes a project into a folder that has nothing else in it. */
export function writeProject(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of [['package.json', '{ "type": "module" }'], ...files] as const) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function* filesOf(section: string): Iterable<readonly [name: string, text: string]> {
  for (const [, language, text = ''] of section.matchAll(/^```(\w+)\n((?:.*\n)*?)```$/gm)) {
    if (language === 'sh') continue;
    const [first = ''] = text.split('\n');
    const name = /^(?:\/\/|#|\/\*|\{#) ([\w./-]+)(?: \*\/| #\})?$/.exec(first)?.[1];
    if (name === undefined) throw new Error(`A block names no file: ${first}`);
    yield [name, text];
  }
}
