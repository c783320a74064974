/** Files over the in-process client and real sockets, and everything that is not to be had. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runs, temporaryFolder, within } from '@tsgi/harness';
import { text, view } from '@tsgi/http';
import { serve } from '@tsgi/server';
import { type ClientResponse, createClient } from '@tsgi/testing';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createManifest, type StaticFilesOptions, staticFiles } from '../src/index.ts';

const folder = temporaryFolder(afterAll);
const root = join(folder, 'site');

const past = new Date('2024-11-06T08:49:37.500Z');
function put(path: string, content: string | Buffer): void {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  utimesSync(file, past, past);
}

put('site/index.html', '<h1>Home</h1>');
put('site/app.css', 'body { color: red }');
put('site/data.json', '{}');
put('site/caf\u00e9 & co.txt', 'coffee');
put('site/docs/index.html', '<h1>Docs</h1>');
put('site/pictures/cat.png', Buffer.from([0x89, 0x50]));
put('site/.env', 'SECRET=1');
put('site/.git/config', 'secret');
put('site/100%.txt', 'all');
put('site/%2e%2e.txt', 'literal');
put('site/big.bin', Buffer.alloc(300_000, 'x'));
put('site/packed.js', 'let plain');
put('site/packed.js.br', 'BR');
put('site/packed.js.gz', 'GZ');
put('site/packed.js.zst', 'ZST');
put('site-secret/file.txt', 'secret');
put('secret.txt', 'secret');
symlinkSync(join(folder, 'secret.txt'), join(root, 'out.txt'));
symlinkSync(folder, join(root, 'up'));
symlinkSync(join(folder, 'site-secret'), join(root, 'neighbour'));
symlinkSync('app.css', join(root, 'inside.css'));

const variants: [string, StaticFilesOptions][] = [
  ['remembered', { maxStale: 60_000 }],
  ['looked at each time', { maxStale: 0 }],
];

it('takes the URL of a directory as well as its path', async () => {
  const client = createClient(staticFiles(pathToFileURL(root), { manifest: createManifest(pathToFileURL(root)) }));
  expect(await (await client.get('/app.css')).text()).toBe('body { color: red }');
  expect(createManifest(pathToFileURL(root)).hashed('app.css')).toBe(createManifest(root).hashed('app.css'));
});

async function seen(response: ClientResponse): Promise<[number, string]> {
  return [response.status, await response.text()];
}

for (const [name, options] of variants) {
  describe(`a file, ${name}`, () => {
    const client = createClient(staticFiles(root, options));

    it.each([
      ['/', '<h1>Home</h1>', 'text/html; charset=utf-8'],
      ['/index.html', '<h1>Home</h1>', 'text/html; charset=utf-8'],
      ['/docs/', '<h1>Docs</h1>', 'text/html; charset=utf-8'],
      ['/app.css', 'body { color: red }', 'text/css; charset=utf-8'],
      ['/data.json', '{}', 'application/json'],
      ['/caf%C3%A9%20&%20co.txt', 'coffee', 'text/plain; charset=utf-8'],
      ['/100%25.txt', 'all', 'text/plain; charset=utf-8'],
      ['/%252e%252e.txt', 'literal', 'text/plain; charset=utf-8'],
      ['/inside.css', 'body { color: red }', 'text/css; charset=utf-8'],
    ])('%s is there, twice', async (path, content, type) => {
      for (let time = 0; time < 2; time++) {
        const response = await client.get(path);
        expect(response.headers.get('content-type')).toBe(type);
        expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(content)));
        expect(response.headers.get('x-content-type-options')).toBe('nosniff');
        expect(await seen(response)).toEqual([200, content]);
      }
    });

    it('is streamed when it is large, and answered to HEAD', async () => {
      for (let time = 0; time < 2; time++) {
        expect((await (await client.get('/big.bin')).bytes()).length).toBe(300_000);
        const head = await client.head('/big.bin');
        expect([head.headers.get('content-length'), await head.text()]).toEqual(['300000', '']);
      }
    });

    it('answers conditions', async () => {
      const first = await client.get('/app.css');
      const etag = first.headers.get('etag') ?? '';
      const date = first.headers.get('last-modified') ?? '';
      expect([etag.startsWith('"'), date]).toEqual([true, 'Wed, 06 Nov 2024 08:49:37 GMT']);
      const asked = async (headers: Record<string, string>) => (await client.get('/app.css', { headers })).status;
      expect(await asked({ 'If-None-Match': etag })).toBe(304);
      expect(await asked({ 'If-None-Match': `W/${etag}` })).toBe(304);
      expect(await asked({ 'If-None-Match': '"x"' })).toBe(200);
      expect(await asked({ 'If-Modified-Since': date })).toBe(304);
      expect(await asked({ 'If-Match': '"x"' })).toBe(412);
      expect(await asked({ 'If-Unmodified-Since': 'Sun, 06 Nov 1994 08:49:37 GMT' })).toBe(412);
    });

    it('answers ranges', async () => {
      const range = (value: string) => client.get('/app.css', { headers: { Range: value } });
      const part = await range('bytes=0-3');
      expect([part.headers.get('content-range'), await seen(part)]).toEqual(['bytes 0-3/19', [206, 'body']]);
      expect((await range('bytes=99-')).status).toBe(416);
      const several = await range('bytes=0-1,-2');
      expect(several.headers.get('content-type')).toMatch(/^multipart\/byteranges/);
      expect(await several.text()).toMatch(/\r\n\r\nbo\r\n[\s\S]*\r\n\r\n \}\r\n/);
      const many = await range(`bytes=${Array.from({ length: 40 }, (_, at) => `${at}-${at}`).join()}`);
      expect(await seen(many)).toEqual([200, 'body { color: red }']);
      const whole = await client.get('/app.css', { headers: { Range: 'bytes=0-3', 'If-Range': '"x"' } });
      expect(await seen(whole)).toEqual([200, 'body { color: red }']);
    });

    it('is sent compressed to who accepts that', async () => {
      for (const [accepted, coding, content] of [
        ['gzip, br', 'br', 'BR'],
        ['gzip', 'gzip', 'GZ'],
        ['gzip, zstd', 'zstd', 'ZST'],
        ['br;q=0, gzip', 'gzip', 'GZ'],
        ['identity', undefined, 'let plain'],
      ] as const) {
        const response = await client.get('/packed.js', { headers: { 'Accept-Encoding': accepted } });
        expect([response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual([
          coding,
          'Accept-Encoding',
        ]);
        expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
        expect(await seen(response)).toEqual([200, content]);
      }
      const other = await client.get('/app.css', { headers: { 'Accept-Encoding': 'br' } });
      expect(other.headers.get('vary')).toBeUndefined();
    });
  });

  describe(`what is not to be had, ${name}`, () => {
    const client = createClient(staticFiles(root, { ...options, listing: true, index: [] }));

    it.each([
      '/.env',
      '/.git/config',
      '/%2eenv',
      '/out.txt',
      '/up/secret.txt',
      '/neighbour/file.txt',
      '/..%2fsecret.txt',
      '/..%2Fsite-secret%2Ffile.txt',
      '/%2e%2e%2fsecret.txt',
      '/..%5csecret.txt',
      '/docs%2f..%2f..%2fsecret.txt',
      '/docs%5c..%5c..%5csecret.txt',
      '/%252e%252e%252fsecret.txt',
      '/%c0%ae%c0%ae%c0%afsecret.txt',
      '/%ef%bc%8e%ef%bc%8e/secret.txt',
      '/app.css%20',
      '/app.css.',
      '/app.css::$DATA',
      '/C:/secret.txt',
      '/NUL',
      '/com1.txt',
      '/aux.',
      '/app.css/',
      '/app.css/x',
      '//app.css',
      '/docs//index.html',
      '//etc/passwd',
      '/nowhere',
      `/${'a'.repeat(300)}`,
    ])('%s', async (path) => {
      expect((await client.get(path)).status).toBe(404);
    });

    it('whatever bytes a socket sends for it', async () => {
      const server = await serve(staticFiles(root, options), { port: 0 });
      onTestFinished(() => server.close({ timeout: 0 }));
      const targets = [
        ...['/../secret.txt', '/%2e%2e/secret.txt', '/docs/../../secret.txt', '/..;/secret.txt', '/.%2e/secret.txt'],
        ...['/..\\secret.txt', '/%00', '/app.css%00.png', '/\xc0\xae\xc0\xae/secret.txt', '/%u002e%u002e/secret.txt'],
      ];
      for (const target of targets) {
        const answer = await rawly(server.url, target);
        expect(answer.split(' ')[1]).toMatch(/^40[04]$/);
        expect(answer).not.toContain('secret\n');
      }
    });
  });
}

/** What a server answers to a target, as it is. */
function rawly(url: string, target: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const answered = new Promise<string>((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`, 'latin1');
    });
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
    });
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
  return within(`an answer to ${target}`, answered);
}

describe('a link that is put in the place of a file', () => {
  it('leads nowhere, also while the file is remembered', async () => {
    put('swap/site/file.txt', 'x'.repeat(200_000));
    const client = createClient(staticFiles(join(folder, 'swap/site'), { maxStale: 60_000 }), { throwErrors: false });
    expect((await (await client.get('/file.txt')).text()).length).toBe(200_000);
    renameSync(join(folder, 'swap/site/file.txt'), join(folder, 'swap/site/old.txt'));
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'swap/site/file.txt'));
    const response = await client.get('/file.txt');
    expect(response.status).not.toBe(200);
    expect(await response.text()).not.toContain('secret');
  });
});

describe('a large file that is replaced all the time', () => {
  it('is given whole, or not at all', async () => {
    put('replaced/site/file.txt', 'a'.repeat(300_000));
    put('replaced/other.txt', 'b'.repeat(200_000));
    const [file, other, aside] = ['site/file.txt', 'other.txt', 'aside'].map((name) => join(folder, 'replaced', name));
    const client = createClient(staticFiles(join(folder, 'replaced/site')), { throwErrors: false });
    const race = { isOver: false };
    onTestFinished(() => {
      race.isOver = true;
    });
    const swapping = (async () => {
      while (!race.isOver) {
        renameSync(file ?? '', aside ?? '');
        renameSync(other ?? '', file ?? '');
        renameSync(aside ?? '', other ?? '');
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const seen = new Set<string>();
    for (let time = 0; time < runs(500); time++) {
      const response = await client.get('/file.txt');
      const content = await response.text();
      seen.add(response.status === 200 ? `${content.length} ${[...new Set(content)].join()}` : String(response.status));
    }
    race.isOver = true;
    await swapping;
    expect([...seen].filter((answer) => !['300000 a', '200000 b', '404', '503'].includes(answer))).toEqual([]);
    expect(seen.has('300000 a') || seen.has('200000 b')).toBe(true);
  });
});

describe('a named pipe', () => {
  it('is no file, and nobody waits for it', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    onTestFinished(() => rmSync(join(root, 'pipe')));
    const response = await within('an answer', createClient(staticFiles(root)).get('/pipe'));
    expect(response.status).toBe(404);
  });
});

describe.skipIf(!existsSync('/proc/self/fd'))('a file that is asked for as a directory', () => {
  it.each([true, false])('is closed again, with a listing: %s', async (listing) => {
    put('closed/file.txt', 'text');
    const client = createClient(staticFiles(join(folder, 'closed'), { listing }));
    expect((await client.get('/file.txt/')).status).toBe(404);
    expect(openFiles().filter((path) => path.startsWith(join(folder, 'closed')))).toEqual([]);
  });
});

/** What this process has open. */
function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(join('/proc/self/fd', descriptor));
    } catch {
      // The one that the list itself was read by.
      return '';
    }
  });
}

describe('a file and a link that change places all the time', () => {
  it('give the file, or nothing', async () => {
    put('race/site/file.txt', 'for everybody');
    const [file, aside, link] = ['file.txt', 'aside', 'link'].map((name) => join(folder, 'race/site', name));
    symlinkSync(join(folder, 'secret.txt'), link ?? '');
    const client = createClient(staticFiles(join(folder, 'race/site'), { maxStale: 0 }));
    const race = { isOver: false };
    onTestFinished(() => {
      race.isOver = true;
    });
    const swapping = (async () => {
      for (let turn = 0; !race.isOver; turn++) {
        // The file goes aside and the link into its place, and back.
        if (turn % 2 === 0) {
          renameSync(file ?? '', aside ?? '');
          renameSync(link ?? '', file ?? '');
        } else {
          renameSync(file ?? '', link ?? '');
          renameSync(aside ?? '', file ?? '');
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const seen = new Set<string>();
    for (let time = 0; time < runs(500); time++) {
      const response = await client.get('/file.txt');
      seen.add(`${response.status} ${response.status === 200 ? await response.text() : ''}`);
    }
    race.isOver = true;
    await swapping;
    expect([...seen].filter((answer) => answer !== '404 ' && answer !== '200 for everybody')).toEqual([]);
  });
});

describe('a directory', () => {
  it('is redirected to the slash at its end, query and mount kept', async () => {
    const client = createClient(staticFiles(root));
    const response = await client.get('/docs?a=1&b=\\');
    expect([response.status, response.headers.get('location')]).toEqual([308, '/docs/?a=1&b=%5C']);
    expect((await client.get('/pictures')).status).toBe(404);
    expect((await client.get('/pictures/')).status).toBe(404);
  });

  it('is listed on demand, with what is for everybody', async () => {
    const client = createClient(staticFiles(root, { listing: true, index: [] }));
    const page = await (await client.get('/')).text();
    expect(page).toContain('<a href="./caf%C3%A9%20%26%20co.txt">caf\u00e9 &amp; co.txt</a>');
    expect(page).toContain('<a href="./docs/">docs/</a>');
    for (const hidden of ['.env', '.git', 'out.txt', 'up']) expect(page).not.toContain(`>${hidden}`);
    expect((await client.get('/docs')).status).toBe(308);
  });

  it('has to be there', () => {
    expect(() => staticFiles(join(folder, 'nowhere'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(() => staticFiles(join(root, 'app.css'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
  });

  it('below the root is listed with a way up', async () => {
    const client = createClient(staticFiles(root, { listing: true, index: [] }));
    expect(await (await client.get('/docs/')).text()).toContain(
      '<li><a href="../">../</a></li>\n<li><a href="./index.html">index.html</a></li>',
    );
  });

  it('may be the root of everything', async () => {
    const client = createClient(staticFiles('/'));
    expect((await client.get('/etc/hosts')).status).toBe(200);
  });
});

describe('what is no file', () => {
  it('is for another application, when there is one', async () => {
    const otherwise = view((request) => text(`${request.method} ${request.path}`));
    const client = createClient(staticFiles(root, { otherwise }));
    expect(await (await client.get('/nowhere')).text()).toBe('GET /nowhere');
    expect(await (await client.post('/app.css')).text()).toBe('POST /app.css');
    expect(await (await client.get('/app.css')).text()).toBe('body { color: red }');
  });

  it('is a 404 else, and a 405 for other methods', async () => {
    const client = createClient(staticFiles(root));
    expect((await client.get('/nowhere')).status).toBe(404);
    const response = await client.post('/app.css');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('how long a file may be kept', () => {
  it('is asked for again by default, by rule else, and for ever by a name with a hash', async () => {
    const manifest = createManifest(root);
    const client = createClient(
      staticFiles(root, {
        manifest,
        cacheControl: [
          [/\.json$/, 'no-store'],
          [/^pictures\//, 'max-age=60'],
        ],
      }),
    );
    const rule = async (path: string) => (await client.get(path)).headers.get('cache-control');
    expect(await rule('/app.css')).toBe('no-cache');
    expect(await rule('/data.json')).toBe('no-store');
    expect(await rule('/pictures/cat.png')).toBe('max-age=60');
    const hashed = manifest.hashed('app.css');
    expect(hashed).toMatch(/^app\.[0-9a-f]{12}\.css$/);
    expect(await rule(`/${hashed}`)).toBe('public, max-age=31536000, immutable');
    expect(await (await client.get(`/${hashed}`)).text()).toBe('body { color: red }');
    expect((await client.get('/app.000000000000.css')).status).toBe(404);
    expect(manifest.hashed('.env')).toBe('.env');
  });

  it('sees a change at once where it is told to', async () => {
    put('fresh/a.txt', 'one');
    const client = createClient(staticFiles(join(folder, 'fresh'), { maxStale: 0 }));
    expect(await (await client.get('/a.txt')).text()).toBe('one');
    // Younger than a second, by the clock that stands still.
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    writeFileSync(join(folder, 'fresh/a.txt'), 'two');
    const changed = await client.get('/a.txt');
    expect(await changed.text()).toBe('two');
    expect(changed.headers.get('etag')).toMatch(/^W\//);
  });
});

it('looks in production once a second, and sends no compressed neighbours where it is told so', async () => {
  put('kept/a.js', 'one');
  put('kept/a.js.br', 'BR');
  vi.stubEnv('NODE_ENV', 'production');
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });
  const client = createClient(staticFiles(join(folder, 'kept'), { precompressed: false }));
  const read = async () => (await client.get('/a.js', { headers: { 'Accept-Encoding': 'br' } })).text();
  expect(await read()).toBe('one');
  writeFileSync(join(folder, 'kept/a.js'), 'two');
  vi.setSystemTime(Date.now() + 999);
  expect(await read()).toBe('one');
  vi.setSystemTime(Date.now() + 1);
  expect(await read()).toBe('two');
});

describe('options that make no sense', () => {
  it.each<StaticFilesOptions>([
    { maxStale: -1 },
    { maxStale: Number.NaN },
    { cacheControl: [[/a/g, 'no-store']] },
    { cacheControl: [[/a/y, 'no-store']] },
  ])('are refused: %j', (options) => {
    expect(() => staticFiles(root, options)).toThrow(RangeError);
  });
});

describe('types', () => {
  it('may be others', async () => {
    const client = createClient(staticFiles(root, { types: { '.json': 'application/manifest+json' } }));
    expect((await client.get('/data.json')).headers.get('content-type')).toBe('application/manifest+json');
  });
});
