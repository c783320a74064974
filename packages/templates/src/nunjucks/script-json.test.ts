import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scriptJson } from './script-json.ts';

describe('scriptJson', () => {
  it('is JSON that can end no script and no attribute in single quotes', () => {
    fc.assert(
      fc.property(
        fc.json().map((json) => JSON.parse(json) as unknown),
        fc.constantFrom(undefined, 2),
        (value, spaces) => {
          const json = scriptJson(value, spaces);
          expect(json).not.toMatch(/[<>&'\u2028\u2029]/);
          expect(JSON.parse(json)).toEqual(value);
        },
      ),
    );
  });
});
