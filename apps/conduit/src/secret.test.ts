import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSecret } from './secret.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'conduit-secret-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('readSecret', () => {
  it('takes the one of the environment', () => {
    expect(readSecret({ CONDUIT_SECRET: 'x'.repeat(32) }, join(directory, 'secret'))).toBe('x'.repeat(32));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('makes one at the first start, which nobody else may read, and keeps it', () => {
    const file = join(directory, 'var/secret');
    const secret = readSecret({}, file);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(file, 'utf8')).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readSecret({}, file)).toBe(secret);
    expect(readdirSync(join(directory, 'var'))).toEqual(['secret']);
  });

  it('has no default in production', () => {
    expect(() => readSecret({ NODE_ENV: 'production' }, join(directory, 'secret'))).toThrow('Set CONDUIT_SECRET');
  });
});
