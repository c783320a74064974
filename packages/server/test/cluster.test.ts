/** Servers in workers of `node:cluster`: one socket, several processes, each stopped without a request lost. */
import { existsSync, statSync } from 'node:fs';
import { type Child, startChild, until, within } from '@tsgi/harness';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ServerOptions } from '../src/index.ts';
import { bundleProgram } from './bundle.ts';
import { connectTo, connectToPath, get, header } from './raw-client.ts';
import { socketPath } from './socket-path.ts';

/** The primary passes on what its parent says to one worker, and what the workers say. */
const PROGRAM = `
  import cluster from 'node:cluster';
  import { serve } from './src/index.ts';

  if (cluster.isPrimary) {
    const tell = (worker, event) => process.send({ worker: worker.id, ...event });
    cluster.on('message', tell);
    cluster.on('exit', (worker, code) => tell(worker, { event: 'exit', code }));
    process.on('message', ({ worker, ...command }) => {
      if (worker === undefined) cluster.fork({ OPTIONS: JSON.stringify(command) });
      else cluster.workers[worker].send(command);
    });
    process.on('disconnect', () => process.exit());
  } else {
    let open;
    const opened = new Promise((resolve) => { open = resolve; });
    const server = await serve(async (environ, startResponse) => {
      if (environ.PATH_INFO === '/held') {
        process.send({ event: 'held' });
        await opened;
      }
      startResponse('200 OK', []);
      return [new TextEncoder().encode(String(cluster.worker.id))];
    }, JSON.parse(process.env.OPTIONS));
    process.on('message', async ({ command }) => {
      if (command === 'open') open();
      else {
        const closed = server.close();
        process.send({ event: 'closing' });
        await closed;
        process.disconnect();
      }
    });
    process.send({ event: 'listening', url: server.url });
  }
`;

interface Told {
  readonly worker: number;
  readonly event: 'listening' | 'held' | 'closing' | 'exit';
  readonly url?: string;
  readonly code?: number;
}

class Cluster {
  readonly #primary: Child;
  readonly #told: Told[] = [];
  #wake: () => void = () => undefined;

  private constructor(primary: Child) {
    this.#primary = primary;
    primary.process.on('message', (message: Told) => {
      this.#told.push(message);
      this.#wake();
    });
  }

  static async start(): Promise<Cluster> {
    const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const;
    const script = await bundleProgram(PROGRAM);
    return new Cluster(startChild(onTestFinished, process.execPath, [script], { stdio: [...stdio] }));
  }

  /** Starts a worker, and waits until it listens. */
  async fork(options: ServerOptions): Promise<Told> {
    this.#primary.process.send(options);
    return this.told('listening');
  }

  send(worker: number, command: 'open' | 'close'): void {
    this.#primary.process.send({ worker, command });
  }

  /** The next time that a worker says so. */
  async told(event: Told['event']): Promise<Told> {
    for (;;) {
      const at = this.#told.findIndex((message) => message.event === event);
      const [found] = at === -1 ? [] : this.#told.splice(at, 1);
      if (found !== undefined) return found;
      const more = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await within(() => `${event} from a worker of the cluster, which said:\n${this.#primary.output}`, more);
    }
  }
}

describe('workers of a cluster', () => {
  it('share a port; one that closes finishes what it has, and leaves the rest to the other', async () => {
    const cluster = await Cluster.start();
    const { url = '' } = await cluster.fork({ port: 0 });
    expect((await cluster.fork({ port: 0 })).url).toBe(url);
    const busy = await connectTo(url);
    busy.send(get('/held'));
    const { worker } = await cluster.told('held');
    cluster.send(worker, 'close');
    await cluster.told('closing');
    for (let i = 0; i < 6; i++) {
      const other = await connectTo(url);
      expect((await other.ask(get('/'))).body).toBe(String(3 - worker));
      other.socket.destroy();
    }
    cluster.send(worker, 'open');
    const held = await busy.read();
    expect([held.body, header(held, 'Connection')]).toEqual([String(worker), 'close']);
    expect(await cluster.told('exit')).toMatchObject({ worker, code: 0 });
    // A new one that is told the same takes its place.
    expect((await cluster.fork({ port: 0 })).url).toBe(url);
  });

  it('share a unix socket with its mode, which is gone with the last of them', async () => {
    const cluster = await Cluster.start();
    const socket = { path: socketPath(), mode: 0o600 };
    const first = await cluster.fork({ socket });
    const second = await cluster.fork({ socket });
    expect(second.url).toBe(`unix:${socket.path}`);
    expect(statSync(socket.path).mode & 0o777).toBe(0o600);
    cluster.send(first.worker, 'close');
    await cluster.told('exit');
    const { body } = await (await connectToPath(socket.path)).ask(get('/', 'Connection: close'));
    expect(body).toBe(String(second.worker));
    cluster.send(second.worker, 'close');
    await cluster.told('exit');
    // The primary removes it, and nothing announces that.
    await until('the end of the socket', () => !existsSync(socket.path));
  });
});
