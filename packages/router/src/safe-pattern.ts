/**
 * Which regular expressions may meet what clients send. JavaScript's engine backtracks: `(a+)+$` takes time that
 * doubles with each letter. What is let through repeats no repetition and no choice, and what is left can be tried in
 * so many ways only, on the 255 characters that it is given.
 */
import type { Converters } from './converter.ts';
import { RouteError } from './route-error.ts';

/** @throws RouteError `converter-unsafe`, or `converter-unknown` for a name that cannot stand in a pattern */
export function checkConverters(converters: Converters): void {
  for (const [name, { pattern }] of Object.entries(converters)) {
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name) || name === 'path') {
      throw new RouteError('converter-unknown', `'${name}' is no name for a converter`);
    }
    const problem = pattern === undefined ? undefined : problemOf(pattern);
    if (problem !== undefined) {
      throw new RouteError('converter-unsafe', `The pattern of the converter ${name}, ${String(pattern)}, ${problem}`);
    }
  }
}

/** Why a regular expression is not let through; `undefined` when it is. */
export function problemOf({ source, flags }: RegExp): string | undefined {
  if (/[gmvy]/.test(flags)) return 'has the flag g or y, which remember where they were, m or v';
  const tokens = [...source.matchAll(TOKEN)].map(([token]) => token);
  if (tokens[0] !== '^' || tokens.at(-1) !== '$') return 'does not begin with ^ and end with $';
  const groups: Group[] = [{ ...plain }];
  let atom: Group = plain;
  let ways = 1;
  for (const token of tokens) {
    const group = groups.at(-1) ?? plain;
    const kind = kindOf(token);
    if (kind === 'refused') return 'looks ahead or behind, or refers back to a group';
    // Each alternative would have one anchor only, and be tried at every place of the text.
    if (token === '|' && groups.length === 1) return 'has alternatives outside of a group: ^(?:a|b)$';
    if (kind === 'open') groups.push({ ...plain });
    else if (kind === 'close') {
      atom = groups.pop() ?? plain;
      ways *= atom.alternatives;
      const around = groups.at(-1);
      if (around !== undefined) Object.assign(around, joined(around, atom));
    } else if (kind === 'atom') atom = plain;
    else {
      if (kind !== 'choice' && (atom.repeats || atom.chooses)) {
        return 'has a repetition, an option or alternatives inside of a repetition';
      }
      if (kind === 'repetition') group.repeats = true;
      if (kind === 'choice') group.chooses = true;
      if (token === '|') group.alternatives += 1;
      ways *= kind === 'repetition' ? 255 : kind === 'choice' && token !== '|' ? 2 : 1;
    }
  }
  return ways > mostWays ? 'can be tried in too many ways: check the rest in parse' : undefined;
}

/** Two repetitions, and two choices or a few alternatives with them: some milliseconds. */
const mostWays = 255 ** 2 * 4;

/** What is inside of a group. */
interface Group {
  repeats: boolean;
  chooses: boolean;
  alternatives: number;
}

const plain: Group = Object.freeze({ repeats: false, chooses: false, alternatives: 1 });

function joined(one: Group, other: Group): Pick<Group, 'repeats' | 'chooses'> {
  return { repeats: one.repeats || other.repeats, chooses: one.chooses || other.chooses };
}

/** A class, an escape, the start of a group, a count with what makes it lazy, or any one character. */
const TOKEN =
  /\[(?:[^\]\\]|\\.)*\]|\\.|\((?:\?(?::|<?[=!]|<[A-Za-z_$][\w$]*>))?|(?:\{[0-9]+(?:,[0-9]*)?\}|[*+?])\??|./gs;

/** `repetition` has no fixed count, `count` has one. */
function kindOf(token: string): 'refused' | 'open' | 'close' | 'choice' | 'repetition' | 'count' | 'atom' {
  if (/^\(\?<?[=!]|^\\[1-9k]/.test(token)) return 'refused';
  if (token.startsWith('(')) return 'open';
  if (token === ')') return 'close';
  if (token === '|' || token.startsWith('?') || /^\{0,1\}/.test(token)) return 'choice';
  if (/^\{[0-9]+\}/.test(token)) return 'count';
  return /^[*+]|^\{[0-9]/.test(token) ? 'repetition' : 'atom';
}
