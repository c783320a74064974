import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, freePort, isListening, type Owner, startChild, temporaryFolder, until } from '@tsgi/harness';

/**
 * Starts an HAProxy until the end. Returns the URL of its front.
 * @param upstream `127.0.0.1:8000`, and words that follow it in the line of the server (`send-proxy`)
 */
export async function throughHaproxy(owner: Owner, mode: 'http' | 'tcp', upstream: string): Promise<string> {
  const file = join(temporaryFolder(owner), 'haproxy.cfg');
  const port = await freePort();
  // Each thread of HAProxy keeps connections of its own.
  writeFileSync(
    file,
    `
global
  nbthread 1
defaults
  mode ${mode}
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  ${mode === 'http' ? 'http-reuse always' : ''}
listen front
  bind 127.0.0.1:${port}
  server back ${upstream}
`,
  );
  const haproxy = startChild(owner, findProgram('haproxy') ?? 'haproxy', ['-db', '-f', file]);
  await until(
    () => `HAProxy on port ${port}, which said:\n${haproxy.output}`,
    () => isListening(port),
  );
  return `http://127.0.0.1:${port}`;
}
