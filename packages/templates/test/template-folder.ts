import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory of templates for one test. */
export interface TemplateFolder {
  readonly path: string;
  write(name: string, text: string): void;
}

/** Makes a directory with these files, gone when the test is over. */
export function templateFolder(files: Readonly<Record<string, string>> = {}): TemplateFolder {
  const path = mkdtempSync(join(tmpdir(), 'tsgi-templates-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const folder: TemplateFolder = {
    path,
    write(name, text) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    },
  };
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  return folder;
}
