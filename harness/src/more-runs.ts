/** A setup file of vitest for the nightly run: property tests without their own number of runs make more than 100. */
import fc from 'fast-check';
import { runs } from './runs.ts';

fc.configureGlobal({ numRuns: runs(100) });
