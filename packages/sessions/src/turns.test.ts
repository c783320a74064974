import { describe, expect, it } from 'vitest';
import { SharedTurns, Turns } from './turns.ts';

describe('work of one name', () => {
  it('runs one after the other, in its order, whatever becomes of it', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const work = (name: string, fails: boolean) => async (): Promise<string> => {
      seen.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
    const results = [
      turns.take('x', work('a', true)),
      turns.take('x', work('b', false)),
      turns.take('y', work('c', false)),
    ];
    expect((await Promise.allSettled(results)).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(seen.filter((step) => !step.startsWith('c'))).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    expect(seen.indexOf('c begins')).toBeLessThan(seen.indexOf('a ends'));
    expect(await turns.take('x', work('d', false))).toBe('d');
  });
});

describe('work that shares a turn', () => {
  it('is all done in the next turn of its name, each with its result', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const shared = new SharedTurns(turns, (name, works: readonly number[]) => {
      done.push(`${name}: ${works.join()}`);
      return Promise.resolve(works.map((work) => work * 2));
    });
    let finish: (() => void) | undefined;
    const first = turns.take('x', () => new Promise<void>((resolve) => (finish = resolve)));
    const results = [shared.take('x', 1), shared.take('x', 2), shared.take('y', 3)];
    await results[2];
    results.push(shared.take('x', 4));
    finish?.();
    await first;
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8]);
    expect(await shared.take('x', 5)).toBe(10);
    expect(done).toEqual(['y: 3', 'x: 1,2,4', 'x: 5']);
  });

  it('fails together, and goes on after that', async () => {
    let fails = true;
    const shared = new SharedTurns(new Turns(), (_, works: readonly number[]) => {
      if (fails) throw new Error('disk full');
      return Promise.resolve(works);
    });
    const results = await Promise.allSettled([shared.take('x', 1), shared.take('x', 2)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await shared.take('x', 3)).toBe(3);
  });
});
