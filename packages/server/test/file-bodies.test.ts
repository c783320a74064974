import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { within } from '@tsgi/harness';
import { type Application, type FileLike, type HeaderList, wrapBody } from '@tsgi/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { fileBody } from '../src/file-body.ts';
import { type Server, serve } from '../src/index.ts';

const FILE = fileURLToPath(import.meta.url);
const PLAIN: HeaderList = [['Content-Type', 'text/plain']];

let server: Server | undefined;
const log: string[] = [];
let closes = 0;

afterEach(async () => {
  await server?.close();
  server = undefined;
  expect(log.splice(0)).toEqual([]);
  expect(closes).toBe(1);
  closes = 0;
});

/** What a client gets of a file that is given to the server so. */
async function sent(
  file: (fd: number, close: () => Promise<void>) => FileLike,
  headers: HeaderList = PLAIN,
): Promise<string> {
  const app: Application = async (environ, startResponse) => {
    const handle = await open(FILE);
    const close = async (): Promise<void> => {
      closes++;
      await handle.close();
    };
    startResponse('200 OK', headers);
    return wrapBody(environ['tsgi.file_wrapper'](file(handle.fd, close), 100), { close: () => undefined });
  };
  server = await serve(app, { port: 0, errors: { write: (text) => void log.push(text), flush: () => undefined } });
  const download = fetch(server.url).then((response) => response.text());
  const text = await within('the file', download);
  await server.close();
  return text;
}

describe('a file body', () => {
  it('is sent whole, in blocks', async () => {
    const handle = await open(FILE);
    const whole = await handle.readFile('utf8');
    await handle.close();
    expect(await sent((fd, close) => ({ fd, close }))).toBe(whole);
  });

  it('is sent from its start, as long as it says', async () => {
    const range: HeaderList = [...PLAIN, ['Content-Length', '24']];
    expect(await sent((fd, close) => ({ fd, start: 9, length: 24, close }), range)).toBe("open } from 'node:fs/pro");
  });

  it.each([0, -1, 1.5, Number.NaN])('has no blocks of %d bytes', (blockSize) => {
    closes = 1;
    expect(() => fileBody({ fd: 0 }, blockSize)).toThrow(RangeError);
  });

  it('is read through its reader where it has no descriptor', async () => {
    const chunks = ['one ', 'two'].map((text) => new TextEncoder().encode(text));
    const read = (): Uint8Array => chunks.shift() ?? new Uint8Array();
    expect(await sent((_, close) => ({ read, close }))).toBe('one two');
  });
});
