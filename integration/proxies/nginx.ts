/** A global setup of vitest: one nginx for the whole area. `throughNginx` gives it another site to serve. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createOwner,
  findProgram,
  freePort,
  isListening,
  type Owner,
  startChild,
  tearDown,
  temporaryFolder,
  until,
} from '@tsgi/harness';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly nginx: { readonly pid: number; readonly folder: string };
  }
}

export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const program = findProgram('nginx');
  if (program === undefined) throw new Error('nginx is not installed: see .ci/packages.txt');
  const { owner, end } = createOwner();
  const folder = temporaryFolder(owner);
  mkdirSync(join(folder, 'sites'));
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder));
  const nginx = startChild(owner, program, ['-p', folder, '-e', 'stderr', '-c', file]);
  await nginx.says(/start worker process/);
  provide('nginx', { pid: nginx.pid, folder });
  return tearDown(end);
}

function configuration(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
    daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr notice;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    events { worker_connections 512; }
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
      include ${folder}/sites/*;
    }`;
}

/** Puts nginx in front of an upstream (`127.0.0.1:8000`), until the end. Returns the URL of that front. */
export async function throughNginx(owner: Owner, upstream: string): Promise<string> {
  const { pid, folder } = inject('nginx');
  const port = await freePort();
  const site = join(folder, 'sites', String(port));
  writeFileSync(
    site,
    `upstream tsgi-${port} { server ${upstream}; keepalive 4; }
    server {
      listen 127.0.0.1:${port};
      client_max_body_size 2m;
      location / {
        proxy_pass http://tsgi-${port}; proxy_http_version 1.1; proxy_request_buffering off;
        proxy_set_header Connection ""; proxy_set_header Host $host;
      }
    }`,
  );
  process.kill(pid, 'SIGHUP');
  owner(() => rmSync(site));
  await until(`nginx on port ${port}`, () => isListening(port));
  return `http://127.0.0.1:${port}`;
}
