/** The memory that files are read into is used again: no client may see what another one was sent. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectSecurely } from 'node:tls';
import { createAuthority, temporaryFolder, within } from '@tsgi/harness';
import { type Application, type FileBody, fileOf, isFileBody, type Middleware } from '@tsgi/protocol';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { gate, start } from './start.ts';

// More than the sockets of a connection hold.
const SIZE = 16_777_216;
const names = ['a', 'b', 'c', 'd'];
/** Every block of every file is its own. */
const contents = new Map(names.map((name, index) => [name, numbersFrom(index * SIZE)]));
const folder = temporaryFolder(afterAll);

beforeAll(() => {
  for (const [name, content] of contents) writeFileSync(join(folder, name), content);
});

function numbersFrom(first: number): Buffer {
  const numbers = new Uint32Array(SIZE / 4);
  for (let at = 0; at < numbers.length; at++) numbers[at] = first + at;
  return Buffer.from(numbers.buffer);
}

function contentOf(name: string): Buffer {
  return contents.get(name) ?? Buffer.alloc(0);
}

const files: Application = async (environ, startResponse) => {
  const handle: FileHandle = await open(join(folder, environ.PATH_INFO.slice(1)));
  startResponse('200 OK', [['Content-Length', String(SIZE)]]);
  return environ['tsgi.file_wrapper']({ fd: handle.fd, start: 0, length: SIZE, close: () => handle.close() });
};

async function begin(socket: Socket, name: string): Promise<Download> {
  onTestFinished(() => void socket.destroy());
  socket.write(`GET /${name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await within(`the first bytes of ${name}`, once(socket, 'readable'));
  return { socket, name };
}

interface Download {
  readonly socket: Socket;
  readonly name: string;
}

/** Reads on; only so many bytes, if a limit is given. Nobody has read more of it than the socket holds. */
async function finish({ socket, name }: Download, limit = Number.POSITIVE_INFINITY): Promise<void> {
  const all = await within(`the rest of ${name}`, readUpTo(limit, socket));
  const content = all.subarray(all.indexOf('\r\n\r\n') + 4);
  expect(content.length).toBeGreaterThanOrEqual(Math.min(SIZE, limit) - 1000);
  expect(content.equals(contentOf(name).subarray(0, content.length))).toBe(true);
}

async function readUpTo(limit: number, socket: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of socket) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks);
}

/** Each client reads when those before it are done, so that the server holds what it could not send yet. */
async function expectFiles(open: () => Socket): Promise<void> {
  const downloads = await Promise.all([...names, ...names].map((name) => begin(open(), name)));
  for (const [index, download] of downloads.entries()) await finish(download, index % 3 === 2 ? SIZE / 2 : undefined);
}

describe('each client gets the bytes of its file, whoever else gets one at the same time', () => {
  it('on plain connections', async () => {
    const { server } = await start(files);
    await expectFiles(() => connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) }));
  });

  it('on encrypted ones', async () => {
    const authority = await createAuthority();
    const { server } = await start(files, { tls: await authority.sign('CN=localhost', 'localhost') });
    const port = Number(new URL(server.url).port);
    await expectFiles(() => connectSecurely({ host: '127.0.0.1', port, ca: authority.cert, servername: 'localhost' }));
  });

  it('and what an application gives in the place of a file’s chunks stays its own', async () => {
    const own = Buffer.from(new ArrayBuffer(65_536)).fill('A');
    const instead: Application = async (environ, startResponse) => {
      const body = await files({ ...environ, PATH_INFO: '/a' }, startResponse);
      return Object.assign(body, {
        async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < SIZE; at += own.length) yield own;
        },
      });
    };
    const kept: Uint8Array[] = [];
    const watching: Application = async (environ, startResponse) => {
      const body = await files({ ...environ, PATH_INFO: '/a' }, startResponse);
      if (!isFileBody(body)) return body;
      const chunks = body[Symbol.asyncIterator]();
      const next = chunks.next.bind(chunks);
      chunks.next = async () => {
        const step = await next();
        if (step.done !== true) kept.push(step.value);
        return step;
      };
      return body;
    };
    const apps: Readonly<Record<string, Application>> = { '/instead': instead, '/watching': watching };
    const { server } = await start((environ, startResponse) =>
      (apps[environ.PATH_INFO] ?? files)(environ, startResponse),
    );
    const { port } = new URL(server.url);
    for (const path of ['instead', 'watching', 'b', 'c']) {
      const download = fetch(`http://127.0.0.1:${port}/${path}`).then((response) => response.arrayBuffer());
      await within(`what is at ${path}`, download);
    }
    expect(own.every((byte) => byte === 65)).toBe(true);
    expect(Buffer.concat(kept).equals(contentOf('a'))).toBe(true);
  });

  it('and a middleware that has kept what it passed on keeps it', async () => {
    const kept: Uint8Array[] = [];
    const over = gate('the end of the body');
    const keeping: Middleware = (app) => async (environ, startResponse) => {
      const body = await app(environ, startResponse);
      if (!isFileBody(body)) return body;
      const file: FileBody = body;
      async function* chunks(): AsyncGenerator<Uint8Array> {
        for await (const chunk of file) {
          kept.push(chunk);
          yield chunk;
        }
      }
      const close = async (): Promise<void> => {
        await body.close?.();
        over.open();
      };
      return { [fileOf]: body[fileOf], [Symbol.asyncIterator]: chunks, close };
    };
    const { server } = await start((environ, startResponse) =>
      (environ.PATH_INFO === '/a' ? keeping(files) : files)(environ, startResponse),
    );
    const open = (): Socket => connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
    await finish(await begin(open(), 'a'));
    await over.promise;
    for (const name of ['b', 'c']) await finish(await begin(open(), name));
    expect(Buffer.concat(kept).equals(contentOf('a'))).toBe(true);
  });
});
