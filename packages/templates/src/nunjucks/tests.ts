/// <reference path="./nunjucks.d.ts" />
/** What stands after `is`: nunjucks' tests. */
import { Markup } from '@tsgi/http';
import nunjucksTests from 'nunjucks/src/tests.js';
import type { AnyFunction } from './any-function.ts';

/** The test of a name. */
export function getTest(name: string): AnyFunction {
  const test = tests.get(name);
  if (test === undefined) throw new Error(`there is no test "${name}"`);
  return test;
}

const tests = new Map<string, AnyFunction>([
  ...Object.entries(nunjucksTests),
  ['escaped', (value: unknown) => value instanceof Markup],
]);
