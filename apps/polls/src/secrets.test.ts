import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openResources } from './resources.ts';
import { readSecret } from './secrets.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('readSecret', () => {
  it('takes the one of the environment', () => {
    const environment = { POLLS_SECRET: 'x'.repeat(32) };
    expect(readSecret({ environment, directory: undefined }, 'POLLS_SECRET', 32)).toBe('x'.repeat(32));
  });

  it('makes one at the first start, which nobody else may read, and keeps it', () => {
    const source = { environment: {}, directory: join(directory, 'var') };
    const secret = readSecret(source, 'POLLS_SECRET', 32);
    const file = join(directory, 'var/polls-secret');
    expect(secret).toMatch(/^[\w-]{32}$/);
    expect(readFileSync(file, 'utf8')).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readSecret(source, 'POLLS_SECRET', 32)).toBe(secret);
    expect(readSecret(source, 'POLLS_EDITOR_PASSWORD', 12)).not.toBe(secret);
  });

  it.each([
    ['too short', { POLLS_SECRET: 'secret' }, true],
    ['empty', { POLLS_SECRET: '' }, true],
    ['nowhere', {}, false],
  ])('refuses one that is %s', (_what, environment, isKept) => {
    const source = { environment, directory: isKept ? directory : undefined };
    expect(() => readSecret(source, 'POLLS_SECRET', 32)).toThrow('POLLS_SECRET');
  });

  it('has no default in production', async () => {
    const environment = { NODE_ENV: 'production', POLLS_VAR: directory };
    await expect(openResources(environment)).rejects.toThrow('Set POLLS_SECRET');
    const half = { ...environment, POLLS_SECRET: 'x'.repeat(32) };
    await expect(openResources(half)).rejects.toThrow('Set POLLS_EDITOR_PASSWORD');
  });
});
