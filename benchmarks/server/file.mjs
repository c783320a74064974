// @ts-check
/**
 * How fast a file goes out: through `tsgi.file_wrapper`, and as `createReadStream(file).pipe(socket)` behind a constant
 * head, the fastest that Node's streams do. MiB a second that `curl` receives, in turn, medians; and the memory.
 *
 *     npm run server:file -w benchmarks -- [--rounds 9] [--mebibytes 256]
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, resident, table } from '../cpu-per-request.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, mebibytes: { type: 'string', default: '256' } },
});
const folder = mkdtempSync(join(tmpdir(), 'tsgi-file-'));
const file = join(folder, 'file');
writeFileSync(file, Buffer.alloc(Number(values.mebibytes) * 1_048_576, 'x'));

/** @type {Record<string, { rate: number, resident: number }[]>} */
const samples = { 'tsgi.file_wrapper': [], 'createReadStream.pipe': [] };
try {
  const servers = await Promise.all(Object.keys(samples).map(launch));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { name, port, child } of servers) {
      const args = ['-c', '1', 'curl', '-s', '-o', '/dev/null', '-w', '%{speed_download} %{size_download}'];
      const [rate = 0, size] = execFileSync('taskset', [...args, `http://127.0.0.1:${port}/`])
        .toString()
        .split(' ')
        .map(Number);
      if (size !== Number(values.mebibytes) * 1_048_576) throw new Error(`${name} sent ${size} bytes`);
      samples[name]?.push({ rate: rate / 1_048_576, resident: resident(child.pid) });
    }
  }
  for (const { child } of servers) child.kill();
} finally {
  rmSync(folder, { recursive: true });
}

const base = median((samples['createReadStream.pipe'] ?? []).map(({ rate }) => rate));
table(
  `a file of ${values.mebibytes} MiB`,
  Object.entries(samples).map(([name, runs]) => ({
    server: name,
    'MiB/s': median(runs.map(({ rate }) => rate)).toFixed(0),
    ratio: (median(runs.map(({ rate }) => rate)) / base).toFixed(2),
    'MiB resident, most': (Math.max(...runs.map((run) => run.resident)) / 1_048_576).toFixed(0),
  })),
);

/** @param {string} name */
async function launch(name) {
  const program = fileURLToPath(new URL('file-contenders.mjs', import.meta.url));
  const child = spawn('taskset', ['-c', '0', process.execPath, program, name, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise((resolve) => child.stdout.once('data', (line) => resolve(Number(String(line)))));
  return { name, port, child };
}
