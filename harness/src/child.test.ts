import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundle } from './bundle.ts';
import { runChild, startChild } from './child.ts';
import { until } from './deadline.ts';
import { createOwner } from './owner.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A program that starts another one, which outlives it and ignores signals that can be ignored. */
const STUBBORN = `
  const { spawn } = require('node:child_process');
  const program = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('pid', process.pid)";
  spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'inherit', 'inherit'] });
  process.on('SIGTERM', () => process.exit(3));
`;

/** Whether a process runs; one that is dead and waits for its parent does not. */
function runs(pid: string): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function childrenOf(pid: number): readonly number[] {
  const tasks = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return tasks.trim().split(' ').filter(Boolean).map(Number);
}

describe('a child', () => {
  it.skipIf(process.platform !== 'linux')(
    'ends as a group, what it has started included, and before its folder goes',
    async () => {
      const { owner, end } = createOwner();
      const folder = temporaryFolder(owner);
      writeFileSync(join(folder, 'program.cjs'), STUBBORN);
      const child = startChild(owner, process.execPath, ['program.cjs'], { cwd: folder });
      const [, pid = ''] = await child.says(/pid (\d+)/);
      expect(runs(pid)).toBe(true);
      await end();
      expect(runs(pid)).toBe(false);
      expect(existsSync(folder)).toBe(false);
    },
  );

  it.skipIf(process.platform !== 'linux').each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'does not outlive a parent that %s ends',
    async (signal) => {
      const folder = temporaryFolder(onTestFinished);
      const contents = `
      import { startChild } from './child.ts';
      await startChild(() => {}, process.execPath, ['-e', ${JSON.stringify(STUBBORN)}]).says(/pid/);
    `;
      const outfile = join(folder, 'parent.mjs');
      await bundle({ stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' }, outfile });
      const parent = startChild(onTestFinished, process.execPath, [outfile, 'parent']);
      await until('a grandchild', () => childrenOf(parent.pid).flatMap(childrenOf).length === 1);
      const others = childrenOf(parent.pid).flatMap((child) => [child, ...childrenOf(child)]);
      parent.kill(signal);
      expect(await parent.exit).toBe(signal);
      await until('the end of all that it has started', () => !others.some((pid) => runs(String(pid))));
    },
  );

  it('has a moment to end by itself when it is asked politely', async () => {
    const child = startChild(onTestFinished, process.execPath, ['-e', STUBBORN]);
    await child.says(/pid/);
    await child.end('SIGTERM');
    expect(await child.closed).toBe(3);
  });

  it('is an error that has all its words when it ends before it has said what was waited for', async () => {
    const child = startChild(onTestFinished, process.execPath, ['-e', "console.error('no port'); process.exit(4)"]);
    await expect(child.says(/listening/)).rejects.toThrow(/ended: 4\), which said:\nno port/);
  });

  it('is an error when there is no such program', async () => {
    const child = startChild(onTestFinished, 'no-such-program', []);
    expect(await child.exit).toBe(-1);
    expect(child.output).toContain('ENOENT');
  });
});

describe('runChild', () => {
  it('gives what the program has said to what it read', async () => {
    expect(await runChild(onTestFinished, 'cat', [], { input: 'words' })).toBe('words');
  });

  it('fails when the program does', async () => {
    await expect(runChild(onTestFinished, 'sh', ['-c', 'echo wrong; exit 2'])).rejects.toThrow(/ended with 2: wrong/);
  });
});
