import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writePidFile } from './pid-file.ts';

const own = `${process.pid}\n`;

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pid-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'tsgi.pid');
}

describe('writePidFile', () => {
  it.each([
    ['is not there', undefined],
    ['names this process, as it does in a container that was killed', own],
    ['names none', 'soon\n'],
    ['names one that is gone', '4194304\n'],
  ])('writes a file that %s, and removes it', (_, content) => {
    const path = newPath();
    if (content !== undefined) writeFileSync(path, content);
    const remove = writePidFile(path);
    expect(readFileSync(path, 'utf8')).toBe(own);
    remove();
    expect(existsSync(path)).toBe(false);
  });

  it.runIf(existsSync('/proc/self/cmdline'))('takes a file over whose process is something else by now', () => {
    const path = newPath();
    writeFileSync(path, `${process.ppid}\n`);
    writePidFile(path)();
    expect(existsSync(path)).toBe(false);
  });

  it('leaves a file alone that names another one by now', () => {
    const path = newPath();
    const remove = writePidFile(path);
    writeFileSync(path, '1\n');
    remove();
    expect(readFileSync(path, 'utf8')).toBe('1\n');
  });
});
