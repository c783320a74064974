// @ts-check
/** `turbo run` with the settings of the repository: `node scripts/turbo.mjs build --filter=@tsgi/http...`. */
import process from 'node:process';
import { runTurbo } from './run-tool.mjs';

if (!(await runTurbo(process.argv.slice(2), { show: true })).ok) process.exitCode = 1;
