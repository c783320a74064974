/** `tsgi serve` where other programs open its sockets and hear from it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from '@tsgi/harness';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { buildCommand, folderWith, startCommand } from '../../packages/cli/test/command.ts';

let bin: string;
beforeAll(async () => {
  bin = await buildCommand('processes');
});

const APP = `
  export default (environ, startResponse) => {
    startResponse('200 OK', []);
    return [Buffer.from(String(process.pid))];
  };`;

async function serving(flags: readonly string[], folder: string, env: Readonly<Record<string, string>> = {}) {
  const command = startCommand(bin, ['serve', 'app.js', '--port', '0', ...flags], { folder, env });
  const [, url = ''] = await command.says(/serving app\.js on (\S+), worker/);
  return { command, url };
}

/** A program of Python that becomes the command of its arguments, which inherits a listening socket as descriptor `fd`. */
function passing(fd: number, before = ''): string {
  return [
    'import os, socket, sys',
    "listening = socket.create_server(('127.0.0.1', 0))",
    "print('bound to', listening.getsockname()[1], flush=True)",
    `if listening.fileno() != ${fd}: os.dup2(listening.fileno(), ${fd})`,
    `os.set_inheritable(${fd}, True)`,
    before,
    'os.execv(sys.argv[1], sys.argv[1:])',
  ].join('\n');
}

async function body(url: string): Promise<string> {
  return (await fetch(url, { headers: { Connection: 'close' } })).text();
}

it('listens on a socket that systemd has opened for it', async () => {
  const folder = folderWith({ 'app.js': APP });
  // What systemd does for a socket unit: the variables, and the socket as descriptor 3.
  const variables = "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))";
  const command = startCommand('-c', [passing(3, variables), process.execPath, bin, 'serve', 'app.js'], {
    folder,
    program: 'python3',
  });
  const [, url = ''] = await command.says(/serving app\.js on (http:\S+), worker/);
  expect(await body(url)).toMatch(/^\d+$/);
  command.kill('SIGTERM');
  expect(await command.exit).toBe(0);
});

it('listens on a socket that is open already, by its descriptor', async () => {
  const folder = folderWith({ 'app.js': APP });
  const argv = [process.execPath, bin, 'serve', 'app.js', '--fd', '7', '--port', '1'];
  const command = startCommand('-c', [passing(7), ...argv], { folder, program: 'python3' });
  const [, bound = ''] = await command.says(/bound to (\d+)/);
  const [, url = ''] = await command.says(/serving app\.js on (http:\S+), worker/);
  expect(url).toBe(`http://127.0.0.1:${bound}`);
  expect(await body(url)).toMatch(/^\d+$/);
  command.kill('SIGTERM');
  expect(await command.exit).toBe(0);
});

it('tells systemd when it is ready, reloads and stops', async () => {
  const folder = folderWith({ 'app.js': APP });
  const path = join(folder, 'notify.sock');
  const listen = [
    'import socket, sys',
    's = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)',
    's.bind(sys.argv[1])',
    "print('bound', flush=True)",
    'while True: print(s.recv(4096).decode(), flush=True)',
  ].join('\n');
  const manager = startCommand('-c', [listen, path], { program: 'python3' });
  await manager.says(/bound/);
  const { command } = await serving([], folder, { NOTIFY_SOCKET: path });
  await manager.says(new RegExp(`MAINPID=${command.process.pid}\nREADY=1`));
  command.kill('SIGHUP');
  await manager.says(/RELOADING=1\nMONOTONIC_USEC=\d+[\s\S]*READY=1/);
  writeFileSync(join(folder, 'app.js'), 'throw new Error("broken");');
  command.kill('SIGHUP');
  await manager.says(/(RELOADING=1[\s\S]*READY=1[\s\S]*){2}/);
  command.kill('SIGTERM');
  await manager.says(/STOPPING=1/);
  expect(await command.exit).toBe(0);
});

it('has as many connections wait as it is told', async () => {
  const { url } = await serving(['--backlog', '37'], folderWith({ 'app.js': APP }));
  // Of a socket that listens, Send-Q is the most that may wait.
  const rows = await runChild(onTestFinished, 'ss', ['-Hltn', `sport = :${new URL(url).port}`]);
  expect(rows.trim().split(/\s+/).slice(0, 3)).toEqual(['LISTEN', '0', '37']);
});
