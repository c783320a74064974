import { rules } from '@tsgi/lint';
import { describe, expect, it } from 'vitest';
import type { StartServer } from '../src/conformance/index.ts';
import { serverConformance } from '../src/conformance/index.ts';
import { exchangeMutants } from './mutants/exchange-mutants.ts';
import type { Mutant } from './mutants/mutant.ts';
import { requestMutants } from './mutants/request-mutants.ts';
import { responseMutants } from './mutants/response-mutants.ts';

const MUTANTS: readonly Mutant[] = [...requestMutants, ...responseMutants, ...exchangeMutants];

/** What even a server with one fault does right. */
const CONTROL = 'environ-method-invalid: gives the method GET as it was sent';

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly run: () => Promise<void>;
}

function casesOf(start: StartServer): readonly Case[] {
  const cases: Case[] = [];
  serverConformance((name, run) => cases.push({ name, rule: name.slice(0, name.indexOf(':')), run }), start, {
    deadline: 500,
  });
  return cases;
}

/** The names of the cases that a mutant fails, of those of some rules. */
async function failuresOf({ start }: Mutant, rule: string): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const one of casesOf(start).filter((candidate) => candidate.rule === rule)) {
    await one.run().catch(() => failed.push(one.name));
  }
  return failed;
}

const CASES = casesOf(() => Promise.reject(new Error('not to be started')));

describe('the conformance suite', () => {
  it.each(MUTANTS)('catches a server that $what', async (mutant) => {
    await expect(
      casesOf(mutant.start)
        .find(({ name }) => name === CONTROL)
        ?.run(),
    ).resolves.toBeUndefined();
    for (const rule of mutant.rules) expect.soft(await failuresOf(mutant, rule), rule).not.toEqual([]);
  });

  it('has a mutant for each of its rules', () => {
    const broken = new Set(MUTANTS.flatMap((mutant) => mutant.rules));
    expect([...new Set(CASES.map(({ rule }) => rule))].filter((rule) => !broken.has(rule))).toEqual([]);
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
