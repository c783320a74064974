import { rules } from '@tsgi/lint';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { StartServer } from '../src/conformance/index.ts';
import { serverConformance } from '../src/conformance/index.ts';
import { exchangeMutants } from './mutants/exchange-mutants.ts';
import type { Mutant } from './mutants/mutant.ts';
import { requestMutants } from './mutants/request-mutants.ts';
import { responseMutants } from './mutants/response-mutants.ts';
import { untilIdle } from './until-idle.ts';

const MUTANTS: readonly Mutant[] = [...requestMutants, ...responseMutants, ...exchangeMutants];

/** What even a server with one fault does right. */
const CONTROL = 'environ-method-invalid: gives the method GET as it was sent';

/** What only a server that serves nothing gets wrong. */
const EASY: ReadonlySet<string> = new Set([
  CONTROL,
  'environ-path-not-canonical: gives / the path /',
  "environ-query-string-invalid: gives /a the query ''",
  'head-early: takes a head that is started at the call',
]);

/** Of the clock that the tests turn, in milliseconds. */
const DEADLINE = 30_000;

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly run: () => Promise<void>;
}

function casesOf(start: StartServer): readonly Case[] {
  const cases: Case[] = [];
  const add = (name: string, run: () => Promise<void>): unknown =>
    cases.push({ name, rule: name.slice(0, name.indexOf(':')), run });
  serverConformance(add, start, { deadline: DEADLINE });
  return cases;
}

/** The names of the cases of a rule that a mutant fails. */
async function failuresOf({ start }: Mutant, rule: string): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const one of casesOf(start).filter((candidate) => candidate.rule === rule)) {
    if (!(await passes(one))) failed.push(one.name);
  }
  return failed;
}

/** Whether a case passes. One that hangs has failed: when nothing happens any more, its deadline comes. */
async function passes({ run }: Case): Promise<boolean> {
  let passed: boolean | undefined;
  const over = run().then(
    () => void (passed = true),
    () => void (passed = false),
  );
  for (;;) {
    await Promise.race([over, untilIdle()]);
    if (passed !== undefined) return passed;
    vi.advanceTimersByTime(DEADLINE);
  }
}

const CASES = casesOf(() => Promise.reject(new Error('not to be started')));
const caught = new Set<string>();

describe('the conformance suite', () => {
  it.each(MUTANTS)('catches a server that $what', async (mutant) => {
    const control = casesOf(mutant.start).find(({ name }) => name === CONTROL);
    await expect(control?.run()).resolves.toBeUndefined();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    for (const rule of mutant.rules) {
      const failures = await failuresOf(mutant, rule);
      expect.soft(failures, rule).not.toEqual([]);
      for (const name of failures) caught.add(name);
    }
  });

  it('has no case that every mutant passes', () => {
    expect(CASES.map(({ name }) => name).filter((name) => !caught.has(name) && !EASY.has(name))).toEqual([]);
  });

  it('has a case for each rule of a server that only a suite on its sockets can prove', () => {
    const proved = new Set(CASES.map(({ rule }) => rule));
    const wanted = rules.filter(({ check, culprit }) => check === 'conformance' && culprit === 'server');
    expect(wanted.map(({ id }) => id).filter((id) => !proved.has(id))).toEqual([]);
  });

  it('names each case by a rule of the specification, and no two alike', () => {
    const known = new Set<string>(rules.map(({ id }) => id));
    expect(CASES.filter(({ rule }) => rule !== 'lint' && !known.has(rule)).map(({ name }) => name)).toEqual([]);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });
});
