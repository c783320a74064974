import { until } from '@tsgi/harness';
import { stream, text, view } from '@tsgi/http';
import { createClient } from '@tsgi/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { timeout } from './timeout.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A request goes through many promises before it waits for the clock: turned earlier, that would be of no use. */
async function oneTimer(): Promise<void> {
  await until('a timer', () => vi.getTimerCount() === 1);
}

describe('timeout', () => {
  it('answers 503 in the place of an application that takes too long, and gives it up', async () => {
    let reason: unknown;
    const slow = view(async (request) => {
      await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
      reason = request.signal.reason;
      return text('too late');
    });
    const asked = createClient(timeout(1000)(slow)).get('/');
    await oneTimer();
    await vi.advanceTimersByTimeAsync(1000);
    const response = await asked;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.text()).not.toContain('too late');
    expect(reason).toMatchObject({ code: 'request-timeout' });
  });

  it('leaves an answer in time alone, and a stream that has begun', async () => {
    async function* slowly(): AsyncGenerator<string> {
      yield 'begun';
      await new Promise((resolve) => setTimeout(resolve, 5000));
      yield ' and ended';
    }
    const response = await createClient(timeout(1000)(view(() => stream(slowly())))).get('/');
    const whole = response.text();
    await oneTimer();
    await vi.advanceTimersByTimeAsync(5000);
    expect([response.status, await whole]).toEqual([200, 'begun and ended']);
  });

  it.each([0, -1, Number.NaN])('is not of %d milliseconds', (milliseconds) => {
    expect(() => timeout(milliseconds)).toThrow(RangeError);
  });
});
