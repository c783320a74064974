/** Reverse proxies in front, each keeping its connections to the server. */

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { start } from '../start.ts';
import { connectionsOf, echo, type Heard } from './echo.ts';
import { itWith, launch, type Tool } from './tool.ts';

interface Proxy {
  readonly tool: Tool;
  config(folder: string, port: number, upstream: string): string;
  args(file: string, folder: string): readonly string[];
}

const PROXIES: readonly Proxy[] = [
  {
    tool: 'nginx',
    config: (folder, port, upstream) => `
      daemon off; master_process off; pid ${folder}/pid; error_log stderr warn;
      events { worker_connections 512; }
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
        upstream tsgi { server ${upstream}; keepalive 4; }
        server {
          listen 127.0.0.1:${port};
          client_max_body_size 2m;
          location / {
            proxy_pass http://tsgi; proxy_http_version 1.1; proxy_request_buffering off;
            proxy_set_header Connection ""; proxy_set_header Host $host;
          }
        }
      }`,
    args: (file, folder) => ['-p', folder, '-e', 'stderr', '-c', file],
  },
  {
    tool: 'haproxy',
    // Each thread of HAProxy keeps connections of its own.
    config: (_, port, upstream) => `
global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
  http-reuse always
frontend in
  bind 127.0.0.1:${port}
  default_backend tsgi
backend tsgi
  server one ${upstream}
`,
    args: (file) => ['-db', '-f', file],
  },
];

describe.each(PROXIES)('behind $tool', (proxy) => {
  itWith(proxy.tool, 'passes requests on over kept connections', async () => {
    const heard: Heard[] = [];
    const { url } = await start(echo(heard));
    const front = await startProxy(proxy, new URL(url).host);
    for (let i = 0; i < 20; i++) {
      const answer = await fetch(`${front}/${i % 4 === 0 ? 'chunks' : i}?a=%2F`);
      expect(((await answer.json()) as Heard).target).toBe(`/${i % 4 === 0 ? 'chunks' : i}?a=%2F`);
    }
    expect(heard).toHaveLength(20);
    expect(connectionsOf(heard)).toBe(1);
    expect(heard.every(({ protocol }) => protocol === 'HTTP/1.1')).toBe(true);
  });

  itWith(proxy.tool, 'passes bodies on, with a length and in chunks', async () => {
    const { url } = await start(echo([]));
    const front = await startProxy(proxy, new URL(url).host);
    const body = 'x'.repeat(200_000);
    const whole = await fetch(front, { method: 'POST', body });
    expect(((await whole.json()) as Heard).body).toBe(body);
    const stream = new Blob([body]).stream();
    const chunked = await fetch(front, { method: 'PUT', body: stream, duplex: 'half' });
    expect(((await chunked.json()) as Heard).body).toBe(body);
  });

  itWith(proxy.tool, 'answers many clients at once', async () => {
    const heard: Heard[] = [];
    const { url } = await start(echo(heard));
    const front = await startProxy(proxy, new URL(url).host);
    const asking = Array.from({ length: 60 }, async (_, i) => {
      const answer = await fetch(`${front}/${i}`, { method: 'POST', body: String(i) });
      return ((await answer.json()) as Heard).body;
    });
    expect(await Promise.all(asking)).toEqual(Array.from({ length: 60 }, (_, i) => String(i)));
  });
});

async function startProxy({ tool, config, args }: Proxy, upstream: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-proxy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const file = join(folder, 'config');
  writeFileSync(file, config(folder, port, upstream));
  const child = launch(tool, args(file, folder));
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`${tool} ended: ${child.output()}`);
  }
  return `http://127.0.0.1:${port}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A program of somebody else's says in no other way that it listens. */
function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => setTimeout(() => resolve(false), 20));
  });
}
