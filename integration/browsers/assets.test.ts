import type { Application } from '@tsgi/protocol';
import { expect, it, onTestFinished } from 'vitest';
import { serverOf } from '../server-of.ts';
import { openWindow } from './windows.ts';

const ASSETS = Array.from({ length: 50 }, (_, i) => i);

// Every script adds one to a counter in the page; each third one comes in pieces, without a length.
const PAGE = `<!doctype html><title>50 assets</title><link rel="icon" href="data:,"><p id="count">0</p>
${ASSETS.map((i) => `<script src="/asset/${i}.js"></script>`).join('\n')}`;
const SCRIPT = 'document.querySelector("#count").textContent++;';

it('loads a page with fifty assets', async () => {
  const asked: string[] = [];
  const connections = new Set<string>();
  const app: Application = (environ, startResponse) => {
    asked.push(environ.PATH_INFO);
    connections.add(environ.REMOTE_PORT ?? '');
    const isPage = environ.PATH_INFO === '/';
    startResponse('200 OK', [['Content-Type', isPage ? 'text/html; charset=utf-8' : 'text/javascript']]);
    if (isPage) return [Buffer.from(PAGE)];
    const whole = Buffer.from(SCRIPT);
    return asked.length % 3 === 0 ? [whole.subarray(0, 10), whole.subarray(10)].values() : [whole];
  };
  const { url } = await serverOf(onTestFinished, app);
  const page = await openWindow();
  await page.goto(url);
  expect(await page.locator('#count').textContent()).toBe('50');
  expect(asked.sort()).toEqual(['/', ...ASSETS.map((i) => `/asset/${i}.js`)].sort());
  expect(connections.size).toBeLessThanOrEqual(8);
});
