/** `tsgi serve`, over real sockets and with real signals. */
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { get as httpGet, request } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Child, createAuthority, isListening, until, within } from '@tsgi/harness';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { body, buildCommand, folderWith, getPage, HELD, pageOf, type RunOptions, startCommand } from './command.ts';

let bin: string;
beforeAll(async () => {
  bin = await buildCommand('serve');
});

const APP = `
  import { once } from 'node:events';
  ${HELD}
  const text = new TextEncoder();
  export default async function app(environ, startResponse) {
    const [, what, name] = environ.PATH_INFO.split('/');
    if (what === 'held') {
      environ['tsgi.exchange'].draining.addEventListener('abort', () => environ['tsgi.errors'].write('draining\\n'));
      startResponse('200 OK', []); environ['tsgi.errors'].write('held\\n'); await held(name);
    }
    // What nobody catches is told of while its request goes on.
    if (what === 'late') { setImmediate(() => { throw new Error('too late'); }); await once(process, 'uncaughtException'); }
    if (what === 'null') process.send(null);
    if (what === 'secret') setImmediate(() => { throw Object.assign(new Error('no luck'), { password: 's3cret' }); });
    if (what === 'rejection') { Promise.reject(new Error('nobody cares')); await once(process, 'unhandledRejection'); }
    startResponse('200 OK', [['Content-Type', 'text/plain']], what === 'held' ? { error: undefined } : undefined);
    return [text.encode([process.pid, process.env.VERSION ?? '', environ['tsgi.multiprocess']].join(' '))];
  }
  export function close() { console.log('closed'); }
`;

interface Serving {
  readonly command: Child;
  readonly folder: string;
  readonly url: string;
  readonly pids: readonly number[];
}

async function serving(flags: readonly string[], options: RunOptions = {}): Promise<Serving> {
  const folder = options.folder ?? folderWith({ 'app.js': APP });
  const command = startCommand(bin, ['serve', 'app.js', '--port', '0', ...flags], { ...options, folder });
  const [, url = '', pids = ''] = await command.says(/serving app\.js on (\S+), workers? ([\d, ]+)/);
  return { command, folder, url, pids: pids.split(', ').map(Number) };
}

/** Waits for the line that follows a change of workers. */
async function servingAgain(command: Child, from: number): Promise<readonly number[]> {
  const [, pids = ''] = await command.says(/serving app\.js on \S+, workers? ([\d, ]+)\n/, from);
  return pids.split(', ').map(Number);
}

/** Asks until the answer matches: a worker that was told to go may still accept what comes before it hears of that. */
async function answers(url: string, pattern: RegExp): Promise<void> {
  await until(`${String(pattern)} from ${url}`, async () => pattern.test(await body(url)));
}

/** An answer of any other worker. */
function notBy(pid: number | undefined): RegExp {
  return new RegExp(`^(?!${pid} )\\d+ `);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('what is wrong is one line, and exit code 2', () => {
  const files = {
    'app.js': APP,
    'nothing.js': 'export const other = 1;',
    'text.js': "export default 'text';",
    'maker.js': 'export default () => 3;',
    'tsgi.config.js': 'export default {}',
    'bad.config.js': 'export default { prot: 1 }',
    'worse.config.js': 'export default { port: {} }',
    'empty.config.js': 'export const config = {}',
  };
  it.each([
    [['sevre'], 'there is no command sevre (see tsgi --help)'],
    [['serve'], 'which application? Name its module: app.ts, dist/app.js:site'],
    [['serve', 'nowhere.js'], /there is no file \S+\/nowhere\.js/],
    [['serve', 'nothing.js'], 'nothing.js has no default export and none named app; it exports other'],
    [['serve', 'app.js:site'], 'app.js:site has no export site; it exports close, default'],
    [['serve', 'text.js'], 'text.js exports string, and an application is a function'],
    [
      ['serve', 'maker.js'],
      'the default export of maker.js has 0 parameters, so that it was called to make the application, and gave number',
    ],
    [['serve', 'app.js', 'more.js'], 'one application is expected, and more.js follows'],
    [['serve', 'app.js', '--prot', '1'], 'there is no option --prot'],
    [['serve', 'app.js', '--port'], '--port needs a value: --port N'],
    [['serve', 'app.js', '--json=yes'], '--json takes no value'],
    [['serve', 'app.js', '--port', '65536'], '--port is "65536": expected a whole number from 0 to 65535'],
    [['serve', 'app.js', '--workers', 'many'], '--workers is "many": expected a whole number from 1 to 1024'],
    [
      ['serve', 'app.js', '--head-timeout', '10'],
      '--head-timeout is "10": expected a time with its unit, 500ms, 30s or 5m',
    ],
    [
      ['serve', 'app.js', '--max-body-size', '1MB'],
      '--max-body-size is "1MB": expected a size with its unit, 512KiB or 10MiB',
    ],
    [['serve', 'app.js', '--unix-mode', '999'], '--unix-mode is "999": expected permissions in octal, 660 for example'],
    [['serve', 'app.js', '--fd', '3', '--unix', 'x'], '--fd and --unix both say where to listen: give one of them'],
    [['serve', 'app.js', '--tls-cert', 'x'], '--tls-cert and --tls-key belong together: give both of them'],
    [['serve', 'app.js', '--config', 'gone.js'], /there is no configuration file \S+gone\.js/],
    [['serve', 'app.js', '--config', 'bad.config.js'], /bad\.config\.js: there is no option prot/],
    [
      ['serve', 'app.js', '--config', 'worse.config.js'],
      'port of the configuration file is object, expected text or a number',
    ],
    [['serve', 'app.js', '--config', 'empty.config.js'], /has to export its options as default/],
    [['serve', 'app.js', '--dotenv', 'gone.env'], /gone\.env cannot be read/],
    [['serve', 'app.js', '--pid-file', '/nowhere/pid'], '/nowhere/pid cannot be written'],
    [['serve', 'app.js', '--access-log', '/nowhere/log', '--port', '0'], '--access-log /nowhere/log cannot be written'],
    [['serve', 'app.js', '--fd', '99'], '--fd is 99, and nothing is open there'],
    [['serve', 'app.js', '--unix-mode', '600'], '--unix-mode is for --unix, which is not given'],
    [['serve', 'app.js', '--unix', 'x'.repeat(108)], '--unix has 108 bytes, and 107 are possible'],
    [
      ['serve', 'app.js', '--health-path', 'ready'],
      '--health-path is "ready": expected a path that begins with a slash',
    ],
    [['serve', 'app.js', '--max-connections', '0'], '--max-connections is "0": expected a whole number from 1 on'],
    [['serve', 'app.js', '--close-timeout', '1000h'], '--close-timeout is "1000h": expected a time of 500h at most'],
    [['toString'], 'there is no command toString'],
    [['__proto__', '--help'], 'there is no command __proto__'],
  ])('tsgi %j', async (argv, line) => {
    const command = startCommand(bin, argv, { folder: folderWith(files) });
    expect(await command.exit).toBe(2);
    const lines = command.stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(line);
    expect(command.stdout).toBe('');
  });
});

describe('listening', () => {
  it('says all of its options', async () => {
    const command = startCommand(bin, ['serve', '--help']);
    expect(await command.exit).toBe(0);
    expect(command.stdout).toMatch(/--keep-alive-timeout TIME +How long a connection may wait .* \[75s\]/);
    expect(Math.max(...command.stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('takes options from flags, the environment and the file, in that order', async () => {
    const files = {
      'app.js': APP,
      'tsgi.config.js': 'export default { app: "app.js", port: 1, workers: 3, host: "0.0.0.0" }',
    };
    const env = { TSGI_PORT: '0', TSGI_WORKERS: '2', PORT: '2', TSGI_KEEPALIVE_TIMEOUT: '1s' };
    const command = startCommand(bin, ['serve', '--workers', '1'], { folder: folderWith(files), env });
    const [, url, pids] = await command.says(/serving app\.js on (\S+), workers? ([\d, ]+)\n/);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d{3,}$/);
    expect(pids?.split(', ')).toHaveLength(1);
    expect(command.stderr.match(/.*is no option/g)).toEqual([
      expect.stringContaining('TSGI_KEEPALIVE_TIMEOUT is set, and is no option'),
    ]);
  });

  it('fails with exit code 1 where the port is taken, and says so', async () => {
    const { url } = await serving([]);
    const command = startCommand(bin, ['serve', 'app.js', '--port', new URL(url).port], {
      folder: folderWith({ 'app.js': APP }),
    });
    expect(await command.exit).toBe(1);
    expect(command.stderr).toMatch(/port \d+ of 127\.0\.0\.1 is taken/);
  });

  it('listens on a unix socket with its mode, and removes it at the end', async () => {
    const folder = folderWith({ 'app.js': APP });
    const path = join(folder, 'app.sock');
    const command = startCommand(bin, ['serve', 'app.js', '--unix', path, '--unix-mode', '600'], { folder });
    await command.says(/serving app\.js on unix:/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await pageOf(httpGet({ socketPath: path, path: '/' }))).status).toBe(200);
    command.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  it('says that a descriptor is no socket', async () => {
    const command = startCommand(bin, ['serve', 'app.js', '--fd', '0'], { folder: folderWith({ 'app.js': APP }) });
    expect(await command.exit).toBe(1);
    expect(command.stderr).toMatch(/cannot listen on descriptor 0/);
  });

  it('speaks TLS', async () => {
    const authority = await createAuthority();
    const { cert, key } = await authority.sign('CN=localhost', 'localhost');
    const folder = folderWith({ 'app.js': APP, 'cert.pem': cert.toString(), 'key.pem': key.toString() });
    const { command, url, pids } = await serving(['--tls-cert', 'cert.pem', '--tls-key', 'key.pem'], { folder });
    expect(url).toMatch(/^https:/);
    const ca = authority.cert;
    const answer = await pageOf(httpsGet(url, { ca, servername: 'localhost', agent: false }));
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(String(pids[0]));
    command.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('reads its options from the configuration file that is named, not from the one that lies there', async () => {
    const files = {
      'app.js': APP,
      'tsgi.config.js': 'export default { app: "nowhere.js", port: 1 }',
      'deploy/other.config.ts': 'export default { app: "app.js", port: 0, workers: 2 as number }',
    };
    const command = startCommand(bin, ['serve', '--config', 'deploy/other.config.ts'], { folder: folderWith(files) });
    const [, url = '', pids = ''] = await command.says(/serving app\.js on (\S+), workers ([\d, ]+)\n/);
    expect(pids.split(', ')).toHaveLength(2);
    expect(await body(url)).toMatch(/^\d+ {2}true$/);
  });

  it('writes its process id, and refuses a file of one that lives', async () => {
    const folder = folderWith({ 'app.js': APP });
    const { command } = await serving(['--pid-file', 'pid'], { folder });
    expect(readFileSync(join(folder, 'pid'), 'utf8')).toBe(`${command.process.pid}\n`);
    const other = startCommand(bin, ['serve', 'app.js', '--port', '0', '--pid-file', 'pid'], { folder });
    expect(await other.exit).toBe(2);
    expect(other.stderr).toContain(`process ${command.process.pid} of pid lives`);
    command.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    expect(existsSync(join(folder, 'pid'))).toBe(false);
  });
});

describe('stopping', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s finishes what was begun, closes the application, and ends with 0',
    async (signal) => {
      const { command, folder, url } = await serving(['--workers', '2']);
      const call = httpGet(`${url}/held/go`);
      await command.says(/held/);
      command.kill(signal);
      await command.says(/closed/);
      await until('the end of listening', async () => !(await isListening(Number(new URL(url).port))));
      writeFileSync(join(folder, 'go'), '');
      expect((await pageOf(call)).status).toBe(200);
      expect(await command.exit).toBe(0);
      expect(command.stdout.match(/closed/g)).toHaveLength(2);
    },
  );

  it('at once when it is told a second time, later than an echo', async () => {
    const { command, url, pids } = await serving([]);
    const call = httpGet(`${url}/held/never`);
    call.on('error', () => undefined);
    await command.says(/held/);
    command.kill('SIGTERM');
    // Until it counts as a second one, it is told again and again.
    const again = setInterval(() => command.kill('SIGTERM'), 100);
    onTestFinished(() => clearInterval(again));
    expect(await command.exit).toBe(1);
    expect(pids.some(lives)).toBe(false);
  });

  it('cuts off what takes longer than the close timeout', async () => {
    const { command, url } = await serving(['--close-timeout', '100ms']);
    const call = httpGet(`${url}/held/never`);
    const cut = once(call, 'error');
    await command.says(/held/);
    command.kill('SIGTERM');
    await within('the end of the request', cut);
    expect(await command.exit).toBe(0);
  });

  it('lets workers finish whose master was killed', async () => {
    const { command, folder, url, pids } = await serving([]);
    const call = httpGet(`${url}/held/go`);
    await command.says(/held/);
    command.process.kill('SIGKILL');
    writeFileSync(join(folder, 'go'), '');
    expect((await pageOf(call)).text).toContain(String(pids[0]));
    // Nobody holds its output any longer: the worker has gone too.
    await command.exit;
    expect(command.stdout).toContain('closed');
  });
});

describe('workers', () => {
  it('are restarted when they die, while connections wait', async () => {
    const { command, url, pids } = await serving([]);
    const from = command.stderr.length;
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await command.says(/worker \d+ died: SIGKILL/, from);
    // Nobody accepts at this moment, and nobody is refused.
    expect(await body(url)).toMatch(notBy(pids[0]));
    await servingAgain(command, from);
  });

  it('are replaced one by one on SIGHUP, with the configuration read again', async () => {
    const folder = folderWith({
      'app.js': APP,
      'tsgi.config.js': 'export default { workers: 2, dotenv: "one.env" }',
      'one.env': 'VERSION=one',
      'two.env': 'VERSION=two',
    });
    const { command, url, pids } = await serving([], { folder });
    expect(await body(url)).toMatch(/^\d+ one true$/);
    writeFileSync(join(folder, 'tsgi.config.js'), 'export default { workers: 3, dotenv: "two.env" }');
    const call = httpGet(`${url}/held/go`);
    await command.says(/held/);
    const from = command.stderr.length;
    command.kill('SIGHUP');
    const fresh = await servingAgain(command, from);
    expect(fresh).toHaveLength(3);
    expect(fresh.filter((pid) => pids.includes(pid))).toEqual([]);
    await answers(url, /^\d+ two true$/);
    writeFileSync(join(folder, 'go'), '');
    expect((await pageOf(call)).status).toBe(200);
  });

  it.each([
    ['throws', 'throw new Error("broken");', /app\.js cannot be loaded: Error: broken/],
    ['ends the process', 'process.exit(3);', /worker \d+ died: exit code 3/],
  ])('stay, as many as they were, when the code that is to replace them %s', async (_what, broken, line) => {
    const folder = folderWith({ 'app.js': APP, 'tsgi.config.js': 'export default { workers: 2 }' });
    const { command, url, pids } = await serving([], { folder });
    writeFileSync(join(folder, 'app.js'), broken);
    writeFileSync(join(folder, 'tsgi.config.js'), 'export default { workers: 3 }');
    const before = command.stderr.length;
    command.kill('SIGHUP');
    await command.says(line);
    await command.says(/the restart is called off: 2 old and 0 new workers stay/);
    expect(await servingAgain(command, before)).toEqual(pids);
    expect(pids.map(String)).toContain((await body(url)).split(' ')[0]);
    writeFileSync(join(folder, 'app.js'), APP);
    const from = command.stderr.length;
    command.kill('SIGHUP');
    expect(await servingAgain(command, from)).toHaveLength(3);
    await answers(url, new RegExp(`^(?!(${pids.join('|')}) )`));
    expect(command.stderr.match(new RegExp(line, 'g'))).toHaveLength(1);
  });

  it.each([
    ['as many', 2, 1, /1 old and 1 new workers stay/],
    ['more', 4, 2, /2 old and 0 new workers stay/],
    ['fewer', 1, 0, /2 old and 0 new workers stay/],
  ])(
    'stay, as far as they are needed, when %s are to replace them and a later one cannot',
    async (_what, wanted, loads, line) => {
      const folder = folderWith({ 'app.js': APP, 'tsgi.config.js': 'export default { workers: 2 }' });
      const { command, pids } = await serving([], { folder });
      const limited = `
      import { readdirSync, writeFileSync } from 'node:fs';
      if (readdirSync('.').filter((name) => name.startsWith('loaded-')).length === ${loads}) throw new Error('too many');
      writeFileSync('loaded-' + process.pid, '');`;
      writeFileSync(join(folder, 'app.js'), limited + APP);
      writeFileSync(join(folder, 'tsgi.config.js'), `export default { workers: ${wanted} }`);
      const from = command.stderr.length;
      command.kill('SIGHUP');
      await command.says(line, from);
      const staying = await servingAgain(command, from);
      expect(staying).toHaveLength(2);
      expect(staying.filter((pid) => pids.includes(pid))).toHaveLength(loads === 1 ? 1 : 2);
      command.kill('SIGTERM');
      expect(await command.exit).toBe(0);
    },
  );

  it('are not replaced on a SIGHUP that comes before there are any', async () => {
    const files = { 'app.js': APP, 'tsgi.config.js': 'process.kill(process.pid, "SIGHUP"); export default {}' };
    const { command } = await serving([], { folder: folderWith(files) });
    expect(command.stderr).not.toContain('rolling restart');
  });

  it('are stopped in the middle of a restart, whatever becomes of it', async () => {
    const { command, folder } = await serving([]);
    writeFileSync(join(folder, 'app.js'), 'console.log("loading"); await new Promise(() => {});');
    command.kill('SIGHUP');
    await command.says(/loading/);
    command.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    expect(command.stderr).not.toContain('called off');
  });

  it('stay, too, when they are to be replaced again before the first replacement serves', async () => {
    const { command, folder, url, pids } = await serving([]);
    writeFileSync(
      join(folder, 'app.js'),
      `${HELD}
      await held('go');
      throw new Error('broken');`,
    );
    const from = command.stderr.length;
    command.kill('SIGHUP');
    await command.says(/rolling restart/, from);
    const again = command.stderr.length;
    command.kill('SIGHUP');
    await command.says(/rolling restart/, again);
    writeFileSync(join(folder, 'go'), '');
    await command.says(/app\.js cannot be loaded: Error: broken/, again);
    expect(await body(url)).toContain(String(pids[0]));
  });

  it('know their application and where they listen from the file that was read again, as far as that can change', async () => {
    const files = {
      'app.js': APP,
      'other.js': APP.replaceAll('process.pid', '"other"'),
      'tsgi.config.js': 'export default { app: "app.js", port: 0 }',
    };
    const command = startCommand(bin, ['serve'], { folder: folderWith(files) });
    const [, url = ''] = await command.says(/serving app\.js on (\S+), worker/);
    writeFileSync(
      join(command.folder, 'tsgi.config.js'),
      'export default { app: "other.js", port: 1, unix: "/nowhere/at/all" }',
    );
    const from = command.stderr.length;
    command.kill('SIGHUP');
    const [, again] = await command.says(/serving other\.js on (\S+), worker/, from);
    expect(again).toBe(url);
    expect(command.stderr).toMatch(/--port has changed: that needs a new start/);
    expect(command.stderr).toMatch(/--unix has changed: that needs a new start/);
    await answers(url, /^other /);
  });

  it('cannot be forged by what an application sends on their channel', async () => {
    const { command, url, pids } = await serving([]);
    expect(await body(`${url}/null`)).toContain(String(pids[0]));
    expect(await body(url)).toContain(String(pids[0]));
    command.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('that are told to stop by themselves go when another one has taken their place', async () => {
    const { command, url, pids } = await serving([]);
    const from = command.stderr.length;
    process.kill(pids[0] ?? 0, 'SIGTERM');
    expect(await servingAgain(command, from)).not.toEqual(pids);
    await answers(url, notBy(pids[0]));
  });

  it('become more and fewer on SIGTTIN and SIGTTOU, but never none', async () => {
    const { command } = await serving([]);
    let from = command.stderr.length;
    command.kill('SIGTTIN');
    expect(await servingAgain(command, from)).toHaveLength(2);
    from = command.stderr.length;
    command.kill('SIGTTOU');
    await command.says(/1 worker wanted/, from);
    await command.says(/closed/);
    command.kill('SIGTTOU');
    command.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('are replaced after their number of requests, without one being lost', async () => {
    const { command, url, pids } = await serving(['--max-requests', '5']);
    const seen = new Set<string>();
    for (let i = 0; i < 30 && seen.size < 3; i++) seen.add((await body(url)).split(' ')[0] ?? '');
    await command.says(/is replaced: it has had its number of requests/);
    expect(seen).toContain(String(pids[0]));
  });

  it.each([
    ['late', /uncaught exception during GET \/late: Error: too late/, 'uncaught exception'],
    ['rejection', /unhandled rejection during GET \/rejection: Error: nobody cares/, 'unhandled rejection'],
  ])('that leave an error uncaught (%s) name the request, and are replaced', async (path, line, reason) => {
    const { command, url, pids } = await serving([]);
    const from = command.stderr.length;
    expect(await body(`${url}/${path}`)).toContain(String(pids[0]));
    await command.says(line);
    await command.says(new RegExp(`worker ${pids[0]} is replaced: ${reason}`));
    expect(await servingAgain(command, from)).not.toEqual(pids);
  });

  it.each([
    ['throws', { 'app.js': 'throw new Error("no database");' }, [/app\.js cannot be loaded: Error: no database\n/]],
    [
      'does not parse',
      { 'app.js': "import './part.js';", 'part.js': 'export const a = = 1;' },
      [
        /part\.js:1\nexport const a = = 1;\n {17}\^\n\nSyntaxError: Unexpected token '='\n/,
        /app\.js cannot be loaded: Unexpected token '='\n/,
      ],
    ],
  ])('that cannot start, since their code %s, say so once, and end the command', async (_what, files, lines) => {
    const command = startCommand(bin, ['serve', 'app.js', '--port', '0', '--workers', '3'], {
      folder: folderWith(files),
    });
    expect(await command.exit).toBe(1);
    for (const line of lines) expect(command.stderr).toMatch(line);
    expect(command.stderr.match(/cannot be loaded/g)).toHaveLength(1);
  });

  it('are replaced though nobody reads the output any longer', async () => {
    const { command, url, pids } = await serving(['--access-log', '-']);
    command.process.stdout?.destroy();
    command.process.stderr?.destroy();
    command.kill('SIGHUP');
    await answers(url, notBy(pids[0]));
    command.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('open the inspector on SIGUSR1', async () => {
    const { command, pids } = await serving([]);
    process.kill(pids[0] ?? 0, 'SIGUSR1');
    await command.says(/Debugger listening on ws:/);
  });
});

describe('around the application', () => {
  it('logs each request, in a file that is opened anew on SIGUSR2', async () => {
    const { command, folder, url } = await serving(['--access-log', 'access.log', '--json']);
    const log = join(folder, 'access.log');
    await body(`${url}/first`);
    renameSync(log, `${log}.1`);
    command.kill('SIGUSR2');
    await until('the new file', async () => (await body(`${url}/again`)) !== '' && existsSync(log));
    await body(`${url}/last`);
    command.kill('SIGTERM');
    await command.exit;
    expect(JSON.parse(readFileSync(`${log}.1`, 'utf8').split('\n')[0] ?? '')).toMatchObject({
      target: '/first',
      status: 200,
    });
    expect(JSON.parse(readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ target: '/last' });
  });

  it('goes on when the log cannot be written, and says so once', async () => {
    const { command, url, pids } = await serving(['--access-log', '/dev/full']);
    for (let i = 0; i < 3; i++) expect(await body(url)).toContain(String(pids[0]));
    await command.says(/\/dev\/full cannot be written, lines are lost: Error: ENOSPC/);
    command.kill('SIGTERM');
    expect(await command.exit).toBe(0);
    expect(command.stderr.match(/lines are lost/g)).toHaveLength(1);
  });

  it('shows nothing of an error but its stack', async () => {
    const { command, url } = await serving([]);
    await body(`${url}/secret`);
    await command.says(/uncaught exception.*: Error: no luck\n +at /);
    expect(command.output).not.toContain('s3cret');
  });

  it('answers its health path with 200, and with 503 while it stops', async () => {
    const { command, folder, url } = await serving(['--health-path', '/ready']);
    const call = httpGet(`${url}/held/go`);
    await command.says(/held/);
    const socket = connect(Number(new URL(url).port));
    const closed = once(socket, 'close');
    onTestFinished(() => void socket.destroy());
    let heard = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      heard += text;
    });
    // The server keeps a connection on which a request has begun when it is told to stop.
    const ready = 'GET /ready HTTP/1.1\r\nHost: localhost\r\n';
    socket.write(`${ready}\r\n${ready}`);
    await until('the answer of the health path', () => heard.includes('{'));
    command.kill('SIGTERM');
    await command.says(/draining/);
    socket.write('\r\n');
    await within('the end of the connection', closed);
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503']);
    writeFileSync(join(folder, 'go'), '');
    expect((await pageOf(call)).status).toBe(200);
    expect(await command.exit).toBe(0);
  });

  it('answers 503 for what takes too long to begin', async () => {
    const { url } = await serving(['--timeout', '50ms']);
    expect((await getPage(`${url}/held/never`)).status).toBe(503);
  });

  it('refuses bodies that are too large', async () => {
    const { url } = await serving(['--max-body-size', '1KiB']);
    const call = request(url, { method: 'POST', headers: { 'Content-Length': 2000 } });
    call.on('error', () => undefined);
    call.end(Buffer.alloc(2000));
    expect((await pageOf(call)).status).toBe(413);
  });
});
