import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A path for a socket, in a folder that is gone after the test. */
export function socketPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'app.sock');
}
