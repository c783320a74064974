import { describe, expect, it } from 'vitest';
import { arrange } from './choice-rows.ts';

const rows = ['a', 'b', 'c'].map((text) => ({ id: '', text }));

describe('arrange', () => {
  it.each([
    ['up:1', 'bac', { row: 0, on: 'down' }],
    ['up:2', 'acb', { row: 1, on: 'up' }],
    ['up:0', 'abc', { row: 0, on: 'down' }],
    ['down:0', 'bac', { row: 1, on: 'down' }],
    ['down:1', 'acb', { row: 2, on: 'up' }],
    ['down:2', 'abc', { row: 2, on: 'up' }],
    ['remove:0', 'bc', { row: 0, on: 'text' }],
    ['remove:2', 'ab', { row: 1, on: 'text' }],
  ])('does %s, and the keyboard goes on where it was', (button, texts, focus) => {
    const arranged = arrange(rows, button);
    expect(arranged?.rows.map(({ text }) => text).join('')).toBe(texts);
    expect(arranged?.focus).toEqual(focus);
  });

  it.each([undefined, '', 'save', 'up:3', 'up:-1', 'up:1.5', 'up:', 'remove:x', 'UP:1'])(
    'leaves %j alone',
    (button) => {
      expect(arrange(rows, button)).toBeUndefined();
    },
  );
});
