import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectKnownFailures } from '../expect-known-failures.mjs';
import type { ReportedTest, VitestReport } from '../vitest-report.mjs';
import { root } from '../workspaces.mjs';

const known = [{ node: ['26'], file: 'a.test.ts', test: 'a > works', message: 'no context', why: 'It is new.' }];

function reportOf(tests: readonly Partial<ReportedTest>[]): VitestReport {
  const whole = tests.map((test) => ({
    name: 'a > works',
    state: 'passed' as const,
    errors: [],
    duration: 1,
    ...test,
  }));
  return { files: [{ file: 'a.test.ts', errors: [], tests: whole }], errors: [] };
}

describe('a known failure', () => {
  it('counts as passed when it fails as it is known to', () => {
    const report = reportOf([{ state: 'failed', errors: ['there is no context here'] }]);
    expect(expectKnownFailures(report, known, true)).toBe(1);
    expect(report).toEqual(reportOf([{}]));
  });

  it('stays a failure when it fails with another error', () => {
    const report = reportOf([{ state: 'failed', errors: ['undefined'] }]);
    expect(expectKnownFailures(report, known, true)).toBe(0);
    expect(report).toEqual(reportOf([{ state: 'failed', errors: ['undefined'] }]));
  });

  it.each<[string, VitestReport, boolean, RegExp | undefined]>([
    ['passes', reportOf([{}]), true, /"a > works" in a\.test\.ts passes/],
    ['passes in a part of the tests', reportOf([{}]), false, /passes/],
    ['is gone', reportOf([]), true, /did not run/],
    ['is skipped', reportOf([{ state: 'skipped' }]), true, /did not run/],
    ['was not wanted', reportOf([{ state: 'skipped' }]), false, undefined],
  ])('that %s is an error where it should be', (_, report, isWhole, error) => {
    expect(expectKnownFailures(report, known, isWhole)).toBe(0);
    expect(report.errors).toEqual(error === undefined ? [] : [expect.stringMatching(error)]);
  });

  it('says how it fails, on which versions, and why', () => {
    const listed = JSON.parse(readFileSync(join(root, 'scripts/known-failures.json'), 'utf8')) as unknown[];
    const text = expect.stringMatching(/./) as unknown;
    for (const one of listed)
      expect(one).toEqual({ node: expect.any(Array) as unknown, file: text, test: text, message: text, why: text });
  });
});
