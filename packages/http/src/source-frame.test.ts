import { describe, expect, it } from 'vitest';
import { isFramedError, sourceFrameOf } from './source-frame.ts';

describe('isFramedError', () => {
  it('finds errors that know their place, whoever made them', () => {
    const frame = { path: 'a.njk', source: '{{', line: 1 };
    const error = Object.assign(new Error('unclosed'), { [Symbol.for('tsgi.sourceFrame')]: frame });
    expect(isFramedError(error) && error[sourceFrameOf]).toBe(frame);
    expect(isFramedError(new Error('plain'))).toBe(false);
    expect(isFramedError({ [sourceFrameOf]: frame })).toBe(false);
    expect(isFramedError(undefined)).toBe(false);
  });
});
