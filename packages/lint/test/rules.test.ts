import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LintError, type LintOptions, lint, rules } from '../src/index.ts';
import { drive, environFor, type Outcome } from './drive.ts';
import { pairs } from './pairs/all.ts';
import { hello, type Partner } from './partner.ts';

interface Found {
  readonly faults: readonly LintError[];
  readonly outcome: Outcome;
}

/** Answers one request with a partner under lint, and tells what lint has found. */
async function inspect(partner: Partner, mode: LintOptions['mode'] = 'throw'): Promise<Found> {
  const faults: LintError[] = [];
  const check = lint({ mode, onFault: (error) => faults.push(error) });
  const linted = check(partner.app ?? hello);
  const app = partner.between === undefined ? linted : check(partner.between(linted));
  const environ = partner.environ?.() ?? environFor();
  let outcome = await drive(app, partner.habits, environ);
  if (partner.again === true) outcome = await drive(app, partner.habits, environ);
  await setImmediate();
  return { faults, outcome };
}

const checked = rules.filter(({ check }) => typeof check === 'function');

describe('the table of mutants', () => {
  it('has a mutant for every rule that lint checks, and no other', () => {
    expect(Object.keys(pairs).sort()).toEqual(checked.map(({ id }) => id).sort());
  });

  it('has each rule once', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });
});

describe.each(checked.map(({ id, culprit }) => ({ id, culprit })))('$id', ({ id, culprit }) => {
  const pair = pairs[id];
  const mutants = pair?.mutants ?? [];

  it('finds nothing at a partner that keeps it', async () => {
    const { faults, outcome } = await inspect(pair?.right ?? {});
    expect(faults.map(({ code }) => code)).toEqual([]);
    expect(outcome.error).toBeUndefined();
    expect(outcome.log).not.toContain('LintError');
  });

  it.each(mutants.map((mutant, index) => ({ mutant, index })))(
    `blames the ${culprit} for mutant $index`,
    async ({ mutant }) => {
      const { faults } = await inspect(mutant);
      const found = new Set(faults.map(({ code, culprit: blamed }) => `${code} ${blamed}`));
      expect([...found]).toEqual([`${id} ${culprit}`]);
    },
  );

  it('lets the request go on in mode warn, and writes the fault once', async () => {
    for (const mutant of mutants) {
      const { faults, outcome } = await inspect(mutant, 'warn');
      expect(faults.map(({ code }) => code)).toContain(id);
      expect(outcome.error).not.toBeInstanceOf(LintError);
      // Without a log there is nowhere to look.
      if (id !== 'errors-invalid') expect(outcome.log.split(`(${id}: `)).toHaveLength(2);
    }
  });
});
