import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Application } from '@tsgi/protocol';
import { expect, onTestFinished } from 'vitest';
import { encode, start } from '../start.ts';
import { itWith, run } from './tool.ts';

const ASSETS = Array.from({ length: 50 }, (_, i) => i);

// Every script adds one to a counter that stands in the page; each third one comes in pieces, without a length.
const PAGE = `<!doctype html><title>50 assets</title><link rel="icon" href="data:,"><p id="count">0</p>
${ASSETS.map((i) => `<script src="/asset/${i}.js"></script>`).join('\n')}`;
const SCRIPT = 'document.querySelector("#count").textContent++;';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

itWith('chromium', 'loads a page with fifty assets', async () => {
  const asked: string[] = [];
  const connections = new Set<string>();
  const app: Application = (environ, startResponse) => {
    asked.push(environ.PATH_INFO);
    connections.add(environ.REMOTE_PORT ?? '');
    const isPage = environ.PATH_INFO === '/';
    startResponse('200 OK', [['Content-Type', isPage ? 'text/html; charset=utf-8' : 'text/javascript']]);
    if (isPage) return [encode(PAGE)];
    return asked.length % 3 === 0 ? [encode(SCRIPT.slice(0, 10)), encode(SCRIPT.slice(10))].values() : [encode(SCRIPT)];
  };
  const { url } = await start(app);
  const profile = mkdtempSync(join(tmpdir(), 'tsgi-chromium-'));
  onTestFinished(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  const text = await run('chromium', [...FLAGS, `--user-data-dir=${profile}`, '--dump-dom', `${url}/`]);
  expect(text).toContain('<p id="count">50</p>');
  expect(asked.sort()).toEqual(['/', ...ASSETS.map((i) => `/asset/${i}.js`)].sort());
  expect(connections.size).toBeLessThanOrEqual(8);
});
