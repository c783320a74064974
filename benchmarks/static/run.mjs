// @ts-check
/**
 * What a static file costs, against `sirv` on `node:http` in production mode: total CPU counts here, since most of it is
 * the kernel's. Files of 1 KiB, 100 KiB and 10 MiB.
 *
 *     npm run static -w benchmarks -- [--seconds 4] [--rounds 5]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { BROWSER, compare, options } from '../cpu-per-request.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tsgi-static-'));
process.env['TSGI_STATIC'] = folder;
const sizes = { 'small.txt': 1024, 'medium.txt': 102_400, 'large.txt': 10_485_760 };
for (const [name, size] of Object.entries(sizes)) writeFileSync(join(folder, name), Buffer.alloc(size, 'x'));
try {
  await compare(
    fileURLToPath(new URL('contenders.mjs', import.meta.url)),
    Object.fromEntries(
      Object.keys(sizes).map((name) => [
        name,
        { path: `/${name}`, args: BROWSER, servers: ['tsgi', 'sirv'], base: 'sirv' },
      ]),
    ),
    options({ seconds: '4', rounds: '5' }),
  );
} finally {
  rmSync(folder, { recursive: true });
}
