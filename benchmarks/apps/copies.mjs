// @ts-check
/** The data that is measured on: made once, and copied for each server, since votes make the lists dearer. */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync } from 'node:fs';
import process from 'node:process';

/** A copy of the data in `BENCHMARK_DATA`, which nobody else writes to. */
export function copyData() {
  const { BENCHMARK_DATA: made = '' } = process.env;
  const copy = mkdtempSync(`${made}-copy-`);
  cpSync(made, copy, { recursive: true });
  return copy;
}

/** The environment in which the applications find their data. @param {string} data */
export function environmentOf(data) {
  return {
    NODE_ENV: 'production',
    POLLS_VAR: data,
    POLLS_SECRET: randomBytes(32).toString('hex'),
    CONDUIT_SECRET: randomBytes(32).toString('hex'),
  };
}
