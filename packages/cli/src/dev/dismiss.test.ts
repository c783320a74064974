import { once } from 'node:events';
import { startChild, within } from '@tsgi/harness';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { dismiss } from './dismiss.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }));
afterEach(() => void vi.useRealTimers());

it('kills a process that does not stop in time', async () => {
  const program = "process.send('spinning', () => { for (;;); })";
  const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const;
  const child = startChild(onTestFinished, process.execPath, ['-e', program], { stdio: [...stdio] });
  await within('a message of the process', once(child.process, 'message'));
  dismiss(child.process);
  vi.advanceTimersByTime(2999);
  expect(child.process.killed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(await child.exit).toBe('SIGKILL');
});
