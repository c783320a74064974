/**
 * The same bytes to `@tsgi/server` and to `node:http`, over loopback. `npm run differential -- 100000` runs so many
 * cases from a seed of its own.
 */
import { seededRuns } from '@tsgi/harness';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectionBytes } from './connection-bytes.ts';
import { DIFFERENCES, type Difference, knownDifference } from './differences.ts';
import { NodeServer } from './node-server.ts';
import type { Outcome, Sighting } from './outcome.ts';
import { TsgiServer } from './tsgi-server.ts';

const demanded = Number(process.env['TSGI_DIFFERENTIAL'] ?? 0);
const cases = demanded > 0 ? { numRuns: demanded } : seededRuns(2000, 9112);

let tsgi: TsgiServer;
let node: NodeServer;

beforeAll(async () => {
  tsgi = await TsgiServer.listen();
  node = await NodeServer.listen();
});

afterAll(async () => {
  node.close();
  await tsgi.close();
});

it(
  'reads the same requests from the same bytes as node:http, but for the differences in the table',
  async () => {
    const met = new Map<Difference, number>();
    let bothAccepted = 0;
    await fc.assert(
      fc.asyncProperty(connectionBytes(), async (text) => {
        const [ours, theirs] = await Promise.all([tsgi.read(text), node.read(text)]);
        const { same, parted } = compare(ours, theirs);
        bothAccepted += same;
        if (parted === undefined) return;
        const known = knownDifference(text, parted.refusedBy, parted.as);
        if (known === undefined) throw new Error(`${parted.refusedBy} refuses alone: ${parted.as}`);
        met.set(known, (met.get(known) ?? 0) + 1);
      }),
      cases,
    );
    // A grammar that is refused by both all the time, or never by one of them, would prove nothing.
    expect(bothAccepted).toBeGreaterThan(cases.numRuns / 4);
    expect(met.size).toBeGreaterThan(Math.min(DIFFERENCES.length / 2, cases.numRuns / 100));
    if (demanded > 0) report(bothAccepted, met);
  },
  60_000 + cases.numRuns * 100,
);

/** Compares what the applications saw, up to where one of the servers refuses what the other one accepts. */
function compare(ours: Outcome, theirs: Outcome): { same: number; parted?: Pick<Difference, 'refusedBy' | 'as'> } {
  for (let same = 0; ; same++) {
    const [mine, its] = [ours.seen[same], theirs.seen[same]];
    // A head that both took has to mean the same to both, whatever became of the body.
    if (mine !== undefined && its !== undefined) expect(headOf(mine)).toEqual(headOf(withTargetsHost(its)));
    if (mine?.isWhole === true && its?.isWhole === true) {
      // RFC 9110 §9.3.6: CONNECT has no content, and what follows it is no HTTP. Where one frames it all the same,
      // node:http takes it for the tunnel's.
      if (mine.method === 'CONNECT') return { same: same + 1 };
      expect(mine.body).toBe(its.body);
    } else if (mine?.isWhole === true) return { same, parted: { refusedBy: 'node', as: theirs.refusal ?? 'closed' } };
    else if (its?.isWhole === true) return { same, parted: { refusedBy: 'tsgi', as: ours.refusal ?? 'closed' } };
    else return { same };
  }
}

function headOf({ method, target, fields }: Sighting): Pick<Sighting, 'method' | 'target' | 'fields'> {
  return { method, target, fields };
}

/** RFC 9112 §3.2.2, §3.2.3: the host of a target replaces the field, which node:http leaves to the application. */
function withTargetsHost(sighting: Sighting): Sighting {
  const { method, target } = sighting;
  const host = method === 'CONNECT' ? target : /^https?:\/\/([^/?]+)/i.exec(target)?.[1];
  return host === undefined ? sighting : { ...sighting, fields: { ...sighting.fields, HOST: host } };
}

function report(bothAccepted: number, met: ReadonlyMap<Difference, number>): void {
  console.log(`${cases.numRuns} connections, ${bothAccepted} requests that both accepted and saw alike`);
  for (const known of DIFFERENCES) {
    console.log(`${String(met.get(known) ?? 0).padStart(6)}  ${known.refusedBy} alone refuses: ${known.input}`);
  }
}
