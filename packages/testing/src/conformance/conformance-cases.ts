import { bodyCases } from './cases/body.ts';
import { closingCases } from './cases/closing.ts';
import { environCases } from './cases/environ.ts';
import { exchangeCases } from './cases/exchange.ts';
import { failureCases } from './cases/failure.ts';
import { fileWrapperCases } from './cases/file-wrapper.ts';
import { headCases } from './cases/head.ts';
import { inputCases } from './cases/input.ts';
import { inputFaultCases } from './cases/input-faults.ts';
import { leavingCases } from './cases/leaving.ts';
import { lintCases } from './cases/lint.ts';
import { startResponseCases } from './cases/start-response.ts';
import { upgradeCases } from './cases/upgrade.ts';
import type { ConformanceCase } from './conformance-case.ts';

/** Every case, in the order of SPEC.md's parts. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...failureCases,
  ...environCases,
  ...inputCases,
  ...inputFaultCases,
  ...startResponseCases,
  ...headCases,
  ...bodyCases,
  ...closingCases,
  ...fileWrapperCases,
  ...leavingCases,
  ...exchangeCases,
  ...upgradeCases,
  ...lintCases,
];
