import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, until, within } from '@tsgi/harness';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WatchedFiles } from './watched-files.ts';

interface Watched {
  readonly folder: string;
  readonly files: WatchedFiles;
  /** What is told of them next. */
  readonly told: () => Promise<readonly string[]>;
}

/** Files that were there long before. */
async function watched(): Promise<Watched> {
  const folder = temporaryFolder(onTestFinished);
  mkdirSync(join(folder, 'templates'));
  writeFileSync(join(folder, 'app.ts'), 'one');
  writeFileSync(join(folder, 'templates/page.txt'), 'one');
  let tell: (paths: readonly string[]) => void = () => undefined;
  const told = () => {
    const next = new Promise<readonly string[]>((resolve) => {
      tell = resolve;
    });
    return within('a change of the watched files', next);
  };
  const files = new WatchedFiles((paths) => tell(paths));
  onTestFinished(() => files.close());
  await isPast(join(folder, 'templates/page.txt'));
  return { folder, files, told };
}

/** Sees to it that a file was changed for the last time before now, by the clock of the files. */
async function isPast(path: string): Promise<void> {
  await until('a later time', () => Date.now() - statSync(path).ctimeMs >= 20);
}

describe('WatchedFiles tells of', () => {
  it.each([
    ['a module', 'app.ts', 'app.ts'],
    ['a file of a folder', 'templates/page.txt', 'templates'],
  ])('%s that was changed after the loading began and before anybody watched it', async (_what, name, found) => {
    const { folder, files, told } = await watched();
    files.loadingBegins();
    writeFileSync(join(folder, name), 'two');
    files.add({ found: [join(folder, found)], missing: [] });
    expect(await told()).toEqual([join(folder, name)]);
  });

  it('a missing module that has come before anybody watched its folder', async () => {
    const { folder, files, told } = await watched();
    files.loadingBegins();
    writeFileSync(join(folder, 'later.ts'), '');
    files.add({ found: [], missing: [join(folder, 'later.js')] });
    expect(await told()).toEqual([join(folder, 'later.ts')]);
  });

  it('a change right behind another one, when it is to look again', async () => {
    const { folder, files, told } = await watched();
    files.add({ found: [join(folder, 'app.ts')], missing: [] });
    // The first one may be seen before it is watched, the second one is an event, and chokidar drops the third.
    for (const text of ['two', 'three']) {
      writeFileSync(join(folder, 'app.ts'), text);
      await told();
    }
    files.loadingBegins();
    const last = told();
    writeFileSync(join(folder, 'app.ts'), 'four');
    files.lookAgain();
    expect(await last).toEqual([join(folder, 'app.ts')]);
  });

  it('what changes later, and not of what is as it was', async () => {
    const { folder, files, told } = await watched();
    files.loadingBegins();
    files.add({ found: [join(folder, 'app.ts'), join(folder, 'templates')], missing: [join(folder, '.env')] });
    writeFileSync(join(folder, 'new'), 'A=1');
    renameSync(join(folder, 'new'), join(folder, '.env'));
    expect(await told()).toEqual([join(folder, '.env')]);
  });
});
