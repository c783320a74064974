/**
 * Mutated bytes into the parser, cut anywhere. It may accept or refuse them; it may not throw anything but a
 * `ProtocolError`, read on for ever, read more than it was given, or come to something else for another cut.
 */
import { seededRuns } from '@tsgi/harness';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ParserLimits } from '../../src/wire/request-parser.ts';
import { connectionBytes } from '../differential/connection-bytes.ts';
import { read } from '../parse-every-way.ts';
import { CORPUS } from './corpus.ts';

/** Small, so that they are met. */
const LIMITS: ParserLimits = {
  head: { requestLine: 200, fields: 600 },
  fieldCount: 12,
  chunked: { body: 500, sizeLine: 64, extensions: 32, trailers: 60, trailerCount: 3 },
  emptyLines: 2,
};

const CASES = seededRuns(10_000, 9110);

it(
  'survives mutated requests, and reads them alike however they are cut',
  () => {
    let accepted = 0;
    let refused = 0;
    const property = fc.property(mutants(), fc.array(fc.nat({ max: 9999 }), { maxLength: 6 }), (text, cuts) => {
      const bytes = Buffer.from(text, 'latin1');
      const whole = read([bytes], LIMITS);
      const cut = read(pieces(bytes, cuts), LIMITS);
      expect(cut.requests).toEqual(whole.requests);
      // Which of several faults is named first may depend on what has arrived; that there is one may not.
      expect(cut.error === undefined).toBe(whole.error === undefined);
      const bodies = whole.requests.reduce((sum, { body }) => sum + body.length, 0);
      expect(bodies + whole.requests.length * SHORTEST).toBeLessThanOrEqual(bytes.length);
      if (whole.error === undefined) accepted++;
      else refused++;
    });
    fc.assert(property, CASES);
    expect(accepted).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  },
  60_000 + CASES.numRuns * 10,
);

/** `A / HTTP/1.0`, and an empty line. */
const SHORTEST = 'A / HTTP/1.0\r\n\r\n'.length;

function mutants(): fc.Arbitrary<string> {
  const seeds = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...CORPUS) }, connectionBytes());
  return fc.tuple(seeds, fc.array(edit(), { maxLength: 8 })).map(([text, edits]) => edits.reduce(edited, text));
}

interface Edit {
  /** Where it begins and how far it goes, as parts of 10,000 of the text. */
  readonly at: number;
  readonly length: number;
  /** What comes instead; `undefined`: the same bytes twice. */
  readonly text: string | undefined;
}

function edit(): fc.Arbitrary<Edit> {
  return fc.record({
    at: fc.nat({ max: 9999 }),
    length: fc.oneof(fc.constant(0), fc.nat({ max: 20 }), fc.nat({ max: 2000 })),
    text: fc.option(
      fc.oneof(
        fc.constantFrom('\r\n', '\r\n\r\n', '\r', '\n', '\0', '0\r\n\r\n', ': ', ';', '%00', '\xff', ' HTTP/1.1\r\n'),
        fc.string({ unit: fc.nat({ max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 12 }),
      ),
      { nil: undefined },
    ),
  });
}

function edited(text: string, { at, length, text: inserted }: Edit): string {
  const from = Math.floor((at / 10_000) * text.length);
  const to = Math.min(text.length, from + Math.floor((length / 10_000) * text.length));
  return text.slice(0, from) + (inserted ?? text.slice(from, to).repeat(2)) + text.slice(to);
}

function pieces(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const at = cuts.map((cut) => Math.floor((cut / 10_000) * bytes.length)).sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
}
