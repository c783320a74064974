import { describe, expect, it } from 'vitest';
import { countChecks, countOutcome, countVitest, sum } from '../count.mjs';
import type { VitestReport } from '../vitest-report.mjs';

const test = (name: string, state: 'passed' | 'failed' | 'skipped', errors: string[] = []) => {
  return { name, state, errors, duration: 1 };
};

const report: VitestReport = {
  files: [
    {
      file: 'packages/http/src/a.test.ts',
      errors: [],
      tests: [test('a > works', 'passed'), test('a > breaks', 'failed', ['no\n    at there']), test('b', 'skipped')],
    },
    { file: 'packages/http/src/b.test.ts', errors: ['does not load'], tests: [] },
    { file: 'other.test.ts', errors: [], tests: [test('c', 'passed')] },
  ],
  errors: ['nobody caught this'],
};

describe('countVitest', () => {
  it('counts tests by folder, files that do not load, and errors outside of tests', () => {
    expect(countVitest('test', { ok: false }, report, ['packages/http', 'packages/lint'])).toEqual([
      {
        name: 'packages/http test',
        passed: 1,
        failed: 2,
        skipped: 1,
        failures: [
          'FAIL packages/http/src/a.test.ts: a > breaks\n  no\n      at there',
          'FAIL packages/http/src/b.test.ts\n  does not load',
        ],
      },
      { name: 'test', passed: 1, failed: 0, skipped: 0, failures: [] },
      {
        name: 'outside of tests',
        passed: 0,
        failed: 1,
        skipped: 0,
        failures: ['FAIL outside of tests\n  nobody caught this'],
      },
    ]);
  });

  it.each<[string, boolean, VitestReport | undefined]>([
    ['without a report', true, undefined],
    ['without a test', true, { files: [], errors: [] }],
    [
      'that skips every test',
      true,
      { files: [{ file: 'a.test.ts', errors: [], tests: [test('a', 'skipped')] }], errors: [] },
    ],
    [
      'that fails for what no test has found',
      false,
      { files: [{ file: 'a.test.ts', errors: [], tests: [test('a', 'passed')] }], errors: [] },
    ],
  ])('counts a run %s as a failure', (_, ok, found) => {
    expect(sum('all', countVitest('test', { ok }, found)).failed).toBe(1);
  });
});

describe('a command', () => {
  it('passes or fails as a whole', () => {
    expect(countOutcome('build', { ok: true, output: '' })).toMatchObject({ passed: 1, failed: 0 });
    expect(countOutcome('build', { ok: false, output: 'broken' })).toMatchObject({
      passed: 0,
      failed: 1,
      failures: ['FAIL build\n  broken'],
    });
  });

  it('has checks that pass and fail by themselves', () => {
    const skipped = { name: 'changesets', skipped: 'this is the main branch' };
    const count = countChecks('check', [{ name: 'format' }, { name: 'lint', error: 'unused' }, skipped]);
    expect(count).toMatchObject({ passed: 1, failed: 1, skipped: 1, failures: ['FAIL check: lint\n  unused'] });
  });
});

it('adds up', () => {
  const one = { name: 'a', passed: 1, failed: 1, skipped: 0, failures: ['x'] };
  const two = { name: 'b', passed: 2, failed: 0, skipped: 3, failures: [] };
  expect(sum('all', [one, two])).toEqual({ name: 'all', passed: 3, failed: 1, skipped: 3, failures: ['x'] });
});
