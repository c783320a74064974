import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { serverConformance, type TestFunction } from './server-conformance.ts';

function collect(start: Parameters<typeof serverConformance>[1]): readonly (() => Promise<void>)[] {
  const runs: (() => Promise<void>)[] = [];
  const test: TestFunction = (_, run) => runs.push(run);
  serverConformance(test, start, { deadline: 50 });
  return runs;
}

describe('serverConformance', () => {
  it('starts nothing until a test runs', () => {
    let started = 0;
    collect(() => {
      started += 1;
      return Promise.reject(new Error('not now'));
    });
    expect(started).toBe(0);
  });

  it('fails a test whose server cannot start, with the reason', async () => {
    const [run] = collect(() => Promise.reject(new Error('no port left')));
    await expect(run?.()).rejects.toThrow('no port left');
  });

  it('fails a test whose server hangs', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const [run] = collect(() => new Promise(() => undefined));
    const outcome = run?.().catch(String);
    vi.advanceTimersByTime(49);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await outcome).toContain('50 ms');
  });

  it('tells what is no error, too', async () => {
    const [run] = collect(() => Promise.reject('a text'));
    await expect(run?.()).rejects.toThrow('a text');
  });
});
