import { describe, expect, it } from 'vitest';
import { parsePattern } from './pattern.ts';

describe('a pattern', () => {
  it.each([
    ['', [], false],
    ['/', [], true],
    ['/polls', ['polls'], false],
    ['/polls/', ['polls'], true],
    ['/a/:id(int)/b', ['a', ':id(int)', 'b'], false],
    ['/:page(int)?', [':page(int)?'], false],
    ['/files/:rest(path)', ['files', ':rest(path)'], false],
    ['/caf\u00e9/\u6295\u7968', ['caf%C3%A9', '%E6%8A%95%E7%A5%A8'], false],
    ['/%61dmin/%2f', ['admin', '%2F'], false],
    ['/a b', ['a%20b'], false],
  ])('%s is read', (text, segments, slash) => {
    const pattern = parsePattern(text, {});
    const read = pattern.segments.map((segment) => {
      if (segment.kind === 'static') return segment.text;
      if (segment.kind === 'rest') return `:${segment.name}(path)`;
      return `:${segment.name}${segment.type === undefined ? '' : `(${segment.type})`}${segment.optional ? '?' : ''}`;
    });
    expect([read, pattern.slash]).toEqual([segments, slash]);
  });

  it.each([
    ['polls', 'pattern-invalid'],
    ['/a//b', 'pattern-invalid'],
    ['//', 'pattern-invalid'],
    ['/a/../b', 'pattern-invalid'],
    ['/a%', 'pattern-invalid'],
    ['/a%00', 'pattern-invalid'],
    ['/\ud800', 'pattern-invalid'],
    ['/:id/x/:id', 'pattern-invalid'],
    ['/:', 'pattern-invalid'],
    ['/:1a', 'pattern-invalid'],
    ['/a:b', 'pattern-invalid'],
    ['/:id.json', 'pattern-invalid'],
    ['/:id(int', 'pattern-invalid'],
    ['/*', 'pattern-invalid'],
    ['/:__proto__', 'pattern-invalid'],
    ['/:page?/x', 'pattern-invalid'],
    ['/:page?/', 'pattern-invalid'],
    ['/:rest(path)/x', 'pattern-invalid'],
    ['/:rest(path)?', 'pattern-invalid'],
    ['/:rest(path)/', 'pattern-invalid'],
    ['/:id(itn)', 'converter-unknown'],
    ['/:id(constructor)', 'converter-unknown'],
    ['/:id()', 'converter-unknown'],
  ])('%s is refused', (text, code) => {
    expect(() => parsePattern(text, {})).toThrow(expect.objectContaining({ code }));
  });
});
