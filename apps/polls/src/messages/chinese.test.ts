import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { chinese } from './chinese.ts';

const directory = fileURLToPath(new URL('../../templates', import.meta.url));
const templates = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.njk'));

/** What a template asks the translator for: `_('one')`, and of `ngettext('one', 'many', ...)` the second. */
function messagesOf(template: string): readonly string[] {
  const text = readFileSync(join(directory, template), 'utf8');
  return [
    ...Array.from(text.matchAll(/\b_\('([^']*)'/g), ([, message = '']) => message),
    ...Array.from(text.matchAll(/\bngettext\('[^']*', '([^']*)'/g), ([, message = '']) => message),
  ];
}

const placeholders = (text: string): readonly string[] => [...new Set(text.match(/%\(\w+\)s/g))].sort();

describe('the Chinese texts', () => {
  it.each(templates)('have everything that %s says', (template) => {
    expect(messagesOf(template).filter((message) => !Object.hasOwn(chinese, message))).toEqual([]);
  });

  it('hold the same values as the English ones', () => {
    const different = Object.entries(chinese).filter(
      ([english, text]) => placeholders(english).join() !== placeholders(text).join(),
    );
    expect(different).toEqual([]);
  });
});
