import { isFramedError } from '@tsgi/http';
import { describe, expect, it } from 'vitest';
import { TemplateError } from './template-error.ts';

describe('TemplateError', () => {
  it('begins its message with what is known of the place', () => {
    expect(new TemplateError('template-missing', 'gone').message).toBe('gone');
    expect(new TemplateError('template-missing', 'gone', { template: 'a' }).message).toBe('a: gone');
    expect(new TemplateError('template-failed', 'broken', { template: 'a', line: 2, column: 3 }).message).toBe(
      'a:2:3: broken',
    );
  });

  it('shows the lines around it, as far as there are any', () => {
    const source = { path: '/a', text: 'one\r\ntwo' };
    expect(new TemplateError('template-syntax', 'odd', { template: 'a', line: 1, source }).message).toBe(
      'a:1: odd\n> 1 | one\n  2 | two',
    );
    const ten = { path: '/a', text: Array.from({ length: 10 }, (_, index) => `line ${index + 1}`).join('\n') };
    expect(
      new TemplateError('template-syntax', 'odd', { template: 'a', line: 9, column: 2, source: ten }).message,
    ).toBe('a:9:2: odd\n   7 | line 7\n   8 | line 8\n>  9 | line 9\n     |  ^\n  10 | line 10');
  });

  it('is framed when the source is known', () => {
    const source = { path: '/a', text: 'one' };
    expect(isFramedError(new TemplateError('template-syntax', 'odd', { template: 'a', line: 1, source }))).toBe(true);
    expect(isFramedError(new TemplateError('template-syntax', 'odd', { template: 'a', line: 1 }))).toBe(false);
    expect(isFramedError(new TemplateError('template-missing', 'odd', { template: 'a', source }))).toBe(false);
  });
});
