import { join } from 'node:path';
import { temporaryFolder } from '@tsgi/harness';
import { onTestFinished } from 'vitest';

/** A path for a socket, in a folder that is gone after the test. */
export function socketPath(): string {
  return join(temporaryFolder(onTestFinished), 'app.sock');
}
