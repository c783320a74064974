import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

/** Makes one script of a program and the sources that it imports, so that a process of its own can run it. */
export async function bundle(program: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, 'program.mjs');
  await build({
    stdin: { contents: program, resolveDir: join(import.meta.dirname, '..'), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@tsgi/source'],
  });
  return outfile;
}
