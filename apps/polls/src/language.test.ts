import { HttpRequest } from '@tsgi/http';
import { createEnviron } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { languageContext } from './language.ts';

function contextIn(language: string) {
  return languageContext(new HttpRequest(createEnviron({ headers: { 'Accept-Language': language } })));
}

describe('dateText', () => {
  it.each([
    ['en', 'November 5, 2026'],
    ['zh', '2026年11月5日'],
  ])('is a date in %s', (language, text) => {
    expect(contextIn(language).dateText(new Date('2026-11-05T12:00:00Z'))).toBe(text);
  });

  it('is made once for each language, not for each request', () => {
    expect(contextIn('en').dateText).toBe(contextIn('en').dateText);
    expect(contextIn('zh').dateText).not.toBe(contextIn('en').dateText);
  });
});
