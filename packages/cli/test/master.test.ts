/** The master with real workers, and a clock that the tests turn: nobody waits for as long as it does. */

import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { until, within } from '@tsgi/harness';
import { afterEach, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { ListeningSocket } from '../src/listening-socket.ts';
import { commandOptions } from '../src/options/command-options.ts';
import { serveOptions } from '../src/options/tables.ts';
import { Master } from '../src/serve/master.ts';
import { body, buildCommand, folderWith } from './command.ts';

let programs: URL;
beforeAll(async () => {
  programs = pathToFileURL(await buildCommand('master'));
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => void vi.useRealTimers());

const APP = 'export default (environ, startResponse) => (startResponse("200 OK", []), [Buffer.from("one")]);';

interface Mastered {
  readonly folder: string;
  readonly url: string;
  readonly log: readonly string[];
  /** Has all workers replaced by those of the code that is there now. */
  restart(): void;
  /** Waits until it has said so, and reads on from there. */
  says(pattern: RegExp): Promise<readonly string[]>;
}

/** A master whose waits before it starts another worker pass at once. */
async function mastered(app: string, flags: readonly string[] = []): Promise<Mastered> {
  const folder = folderWith({ 'app.js': app });
  const { options } = await commandOptions(serveOptions, ['app.js', ...flags], folder);
  const log: string[] = [];
  const master = new Master({
    app: 'app.js',
    folder,
    options,
    socket: await openSocket(),
    program: new URL('worker.js', programs),
    log: {
      say: (_level, message) => {
        log.push(message);
        const [, seconds] = /the next worker starts in ([\d.]+) s/.exec(message) ?? [];
        if (seconds === undefined) return;
        setImmediate(() => void (vi.isFakeTimers() && vi.advanceTimersByTime(Number(seconds) * 1000)));
      },
    },
    serviceManager: {
      ready: () => undefined,
      reloading: () => undefined,
      stopping: () => undefined,
      told: () => Promise.resolve(),
    },
  });
  onTestFinished(async () => {
    master.kill();
    await master.ended;
  });
  let read = 0;
  const says = async (pattern: RegExp): Promise<readonly string[]> => {
    const find = (): number => log.findIndex((line, index) => index >= read && pattern.test(line));
    await until(
      () => `${String(pattern)} from the master, which said:\n${log.join('\n')}`,
      () => find() !== -1,
    );
    read = find() + 1;
    return pattern.exec(log[read - 1] ?? '') ?? [];
  };
  const [, url = ''] = await says(/serving app\.js on (\S+), worker/);
  return { folder, url, log, restart: () => master.restart('app.js', options), says };
}

/** A socket as the command opens it: in a thread, where nobody accepts. */
async function openSocket(): Promise<ListeningSocket> {
  const options = { host: '127.0.0.1', port: 0, backlog: 511 };
  const thread = new Worker(new URL('listening-thread.js', programs), { workerData: options, execArgv: [] });
  const [{ fd }] = (await within('the listening socket', once(thread, 'message'))) as [{ readonly fd: number }];
  return { fd, close: () => thread.terminate().then(() => undefined) };
}

it('has a worker go on that is to be replaced when none of those that would replace it comes to serve', async () => {
  const { folder, url, log, says } = await mastered(APP, ['--max-requests', '1']);
  writeFileSync(join(folder, 'app.js'), 'throw new Error("broken");');
  expect(await body(url)).toBe('one');
  await says(/is replaced: it has had its number of requests/);
  await says(/new workers keep dying: those that they were to replace go on/);
  expect(log.filter((line) => line.includes('cannot be loaded: Error: broken')).length).toBeGreaterThan(5);
  writeFileSync(join(folder, 'app.js'), APP.replace('one', 'two'));
  // It asks again, now that it has had as many once more.
  expect(await body(url)).toBe('one');
  await until('an answer of the new worker', async () => (await body(url)) === 'two');
});

it('keeps as many workers as there still are when those that replace them fail as soon as they serve', async () => {
  const { folder, url, restart, says } = await mastered(APP, ['--workers', '2']);
  // The first of the new ones fails at a request; the second one never comes to serve.
  const failing = `
    import { openSync } from 'node:fs';
    try { openSync(new URL('first', import.meta.url), 'wx'); } catch { await new Promise(() => {}); }
    export default async (environ, startResponse) => {
      setImmediate(() => Promise.reject(new Error('no queue')));
      startResponse('200 OK', []);
      return [Buffer.from('two')];
    };`;
  writeFileSync(join(folder, 'app.js'), failing);
  restart();
  await until('an answer of the first new worker', async () => (await body(url)) === 'two');
  await says(/the restart is called off: 1 old and 1 new workers stay/);
  await until('an answer of an old worker', async () => (await body(url)) === 'one');
});

it('tries ever later when each worker dies of its first request', async () => {
  const { url, says } = await mastered('export default (environ, startResponse) => process.exit(7);');
  const asking = { isOver: false };
  onTestFinished(() => {
    asking.isOver = true;
  });
  void (async () => {
    while (!asking.isOver) await body(url).catch(() => undefined);
  })();
  for (const delay of [0.1, 0.2, 0.4, 0.8, 1.6]) await says(new RegExp(`the next worker starts in ${delay} s`));
});

it('kills a worker that hangs, and starts another one', async () => {
  const app = `
    import { existsSync, writeFileSync } from 'node:fs';
    export default (environ, startResponse) => {
      if (environ.PATH_INFO === '/hang') { writeFileSync(new URL('hangs', import.meta.url), ''); for (;;); }
      startResponse('200 OK', []);
      return [Buffer.from(String(process.pid))];
    };`;
  const { folder, url, log, says } = await mastered(app, ['--worker-timeout', '2s']);
  const pid = await body(url);
  const lost = body(`${url}/hang`).catch(() => 'lost');
  await until('the worker that hangs', () => existsSync(join(folder, 'hangs')));
  // What it said before that may still be on its way.
  await until('the end of the worker', () => {
    vi.advanceTimersByTime(500);
    return log.includes(`worker ${pid} hung for 2 s: killed`);
  });
  expect(await lost).toBe('lost');
  await says(/serving app\.js/);
  expect(await body(url)).not.toBe(pid);
});
