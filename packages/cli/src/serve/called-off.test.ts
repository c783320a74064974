import { expect, it } from 'vitest';
import { calledOff } from './called-off.ts';
import type { Planned } from './plan.ts';

const worker = (name: string): Planned & { name: string } => ({ name, state: 'ready', isRetiring: true });
const a = worker('a');
const b = worker('b');
const c = worker('c');
const d = worker('d');
const coming: Planned = { state: 'starting', isRetiring: false };
const gone: Planned = { state: 'stopping', isRetiring: true };

it.each<[string, Planned[], Planned[], number, { old: number; fresh: number; refused: Planned[] }]>([
  ['all of before, and nobody else', [a, b, coming], [a, b], 2, { old: 2, fresh: 0, refused: [coming] }],
  [
    'a new one in the place of one that has gone',
    [gone, b, c, coming],
    [gone, b],
    2,
    { old: 1, fresh: 1, refused: [coming] },
  ],
  ['no more new ones than are missing', [b, c, d, coming], [b], 2, { old: 1, fresh: 1, refused: [coming, d] }],
  [
    'no new ones where more were to come',
    [a, b, c, d, coming],
    [a, b],
    2,
    { old: 2, fresh: 0, refused: [coming, c, d] },
  ],
  ['nobody where nobody is left', [coming], [a], 1, { old: 0, fresh: 0, refused: [coming] }],
  ['of before no more than are wanted by now', [a, b, c], [a, b], 1, { old: 1, fresh: 0, refused: [c] }],
])('keeps %s', (_what, workers, before, wanted, expected) => {
  expect(calledOff(workers, new Set(before), wanted)).toEqual(expected);
});
