import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { renderSpec } from '../scripts/render-spec.ts';
import { specFile } from '../scripts/spec-file.ts';
import { rules } from '../src/index.ts';

it('SPEC.md is what the rules say', async () => {
  expect(await readFile(specFile, 'utf8')).toBe(renderSpec());
});

it('SPEC.md has every rule once, and numbers for the sections that its text speaks of', () => {
  const spec = renderSpec();
  for (const { id, text } of rules) {
    expect(spec.split(`\`${id}\` · `)).toHaveLength(2);
    expect(spec).toContain(text);
  }
  for (const [, section] of spec.matchAll(/section (\d+)/g)) expect(spec).toContain(`\n## ${section}. `);
});
