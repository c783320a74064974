// @ts-check
/**
 * Whether the memory of one server stays flat while it sends files of 1 KiB, 100 KiB and 10 MiB in turn, again and
 * again, to 64 clients.
 *
 *     npm run static:memory -w benchmarks -- [--rounds 12] [--seconds 2]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { options, resident, table, wrk } from '../cpu-per-request.mjs';

const { seconds, rounds } = options({ seconds: '2', rounds: '12' });
const folder = mkdtempSync(join(tmpdir(), 'tsgi-static-'));
const files = { small: 1024, medium: 102_400, large: 10_485_760 };
for (const [name, size] of Object.entries(files)) writeFileSync(join(folder, name), Buffer.alloc(size, 'x'));
const program = fileURLToPath(new URL('contenders.mjs', import.meta.url));
const server = spawn(process.execPath, [program, 'tsgi'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, NODE_ENV: 'production', TSGI_STATIC: folder },
});
try {
  const port = await new Promise((resolve) => server.stdout.once('data', (line) => resolve(Number(String(line)))));
  const rows = [];
  for (let round = 1; round <= rounds; round++) {
    /** @type {Record<string, string>} */
    const row = { round: String(round) };
    for (const name of Object.keys(files)) {
      await wrk(`http://127.0.0.1:${port}/${name}`, [], seconds);
      row[`MiB after ${name}`] = (resident(server.pid) / 1_048_576).toFixed(0);
    }
    rows.push(row);
  }
  table('resident memory', rows);
} finally {
  server.kill();
  rmSync(folder, { recursive: true });
}
