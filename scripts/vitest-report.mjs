// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { root } from './workspaces.mjs';

/**
 * @typedef {{ files: ReportedFile[], errors: string[] }} VitestReport
 *   `errors` are those that happened in no test
 * @typedef {{ file: string, errors: string[], tests: ReportedTest[] }} ReportedFile
 *   `file` is relative to the repository; `errors` kept it from being loaded
 * @typedef {{ name: string, state: 'passed' | 'failed' | 'skipped', errors: string[], duration: number }} ReportedTest
 *   `name` includes those of its suites; `duration` is in milliseconds
 */

/**
 * A reporter of vitest: leaves what a run has found in the file that `TSGI_REPORT` names, else in
 * `.results/vitest.json`.
 */
export class VitestReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<import('vitest/node').SerializedError>} errors
   */
  onTestRunEnd(modules, errors) {
    const file = process.env['TSGI_REPORT'] ?? join(root, '.results/vitest.json');
    /** @type {VitestReport} */
    const report = { files: modules.map(reportedFile), errors: errors.map(textOf) };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(report));
  }
}

/** @param {import('vitest/node').TestModule} module @returns {ReportedFile} */
function reportedFile(module) {
  return {
    file: relative(root, module.moduleId),
    errors: [module, ...module.children.allSuites()].flatMap((suite) => suite.errors().map(textOf)),
    tests: Array.from(module.children.allTests(), (test) => {
      const { state, errors } = test.result();
      return {
        name: test.fullName,
        state: state === 'passed' || state === 'failed' ? state : 'skipped',
        errors: (errors ?? []).map(textOf),
        duration: test.diagnostic()?.duration ?? 0,
      };
    }),
  };
}

/** @param {{ message: string, stack?: string | undefined, diff?: string | undefined }} error */
function textOf({ message, stack, diff }) {
  return [message, diff, stack?.replace(/^[\s\S]*?(?=^\s+at )/m, '')].filter(Boolean).join('\n');
}
