import type { Pairs } from '../partner.ts';
import { bodyPairs } from './body.ts';
import { callPairs } from './call.ts';
import { closingPairs } from './closing.ts';
import { exchangePairs } from './exchange.ts';
import { headPairs } from './head.ts';
import { inputPairs } from './input.ts';
import { startPairs } from './start-response.ts';

/**
 * For each rule that lint checks: a partner that keeps it, where it takes more than `hello` to come near it, and the
 * mutants that break it.
 */
export const pairs: Pairs = {
  ...callPairs,
  ...inputPairs,
  ...startPairs,
  ...headPairs,
  ...bodyPairs,
  ...closingPairs,
  ...exchangePairs,
};
