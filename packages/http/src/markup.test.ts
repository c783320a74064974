import { describe, expect, it } from 'vitest';
import { Markup, markup } from './markup.ts';

describe('markup', () => {
  it('keeps its text', () => {
    expect(String(markup('<b>'))).toBe('<b>');
    expect(JSON.stringify({ html: markup('<b>') })).toBe('{"html":"<b>"}');
  });

  it('gives ordinary text from its methods', () => {
    expect(markup('<b>').concat('<i>')).toBe('<b><i>');
    expect(markup('<b>').trim()).not.toBeInstanceOf(Markup);
  });
});
