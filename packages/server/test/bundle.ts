import { join } from 'node:path';
import { bundle, temporaryFolder } from '@tsgi/harness';
import { onTestFinished } from 'vitest';

/** Makes one script of a program and the sources that it imports, so that a process of its own can run it. */
export async function bundleProgram(program: string): Promise<string> {
  const outfile = join(temporaryFolder(onTestFinished), 'program.mjs');
  const stdin = { contents: program, resolveDir: join(import.meta.dirname, '..'), loader: 'ts' } as const;
  await bundle({ stdin, outfile });
  return outfile;
}
