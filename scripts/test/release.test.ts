/** What a release makes of the changesets. */
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runChild, temporaryFolder } from '@tsgi/harness';
import { expect, it, onTestFinished } from 'vitest';
import { root, workspaces } from '../workspaces.mjs';

it('gives every package its version and one readable entry', async () => {
  const folder = temporaryFolder(onTestFinished);
  for (const file of ['package.json', '.changeset', 'scripts/changelog.cjs']) copy(file);
  for (const workspace of workspaces()) copy(`${workspace.folder}/package.json`);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const released = workspaces().filter(({ isPublic, manifest }) => isPublic && manifest.version === '0.0.0');
  // changesets looks for the root of a repository.
  await runChild(onTestFinished, 'git', ['init', '--quiet'], { cwd: folder });
  const command = join(root, 'node_modules/@changesets/cli/bin.js');
  const said = await runChild(onTestFinished, process.execPath, [command, 'version'], { cwd: folder });
  expect(said).not.toContain('must depend on');
  for (const { name, folder: place } of released) {
    expect(JSON.parse(readFileSync(join(folder, place, 'package.json'), 'utf8'))).toMatchObject({ version: '0.1.0' });
    const [title, version, kind, ...entries] = readFileSync(join(folder, place, 'CHANGELOG.md'), 'utf8').split(
      /\n\n(?=[#-])/,
    );
    expect([title, version, kind]).toEqual([`# ${name}`, '## 0.1.0', '### Minor Changes']);
    expect(entries.filter((entry) => /^[#-]/.test(entry))).toHaveLength(1);
  }

  function copy(file: string): void {
    cpSync(join(root, file), join(folder, file), { recursive: true });
  }
});
