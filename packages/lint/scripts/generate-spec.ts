/**
 * Writes packages/protocol/SPEC.md from the rules. With `--check` it writes nothing, and fails when the file is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { renderSpec } from './render-spec.ts';
import { specFile } from './spec-file.ts';

const fresh = renderSpec();
if (!process.argv.includes('--check')) {
  await writeFile(specFile, fresh);
} else if ((await readFile(specFile, 'utf8')) !== fresh) {
  console.error('packages/protocol/SPEC.md is stale: npm run generate -w @tsgi/lint');
  process.exitCode = 1;
}
