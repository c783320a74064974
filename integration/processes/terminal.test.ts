/** What a terminal shows. Python's `pty` is one. */
import { runChild } from '@tsgi/harness';
import { expect, it, onTestFinished } from 'vitest';

// In CI Node takes a terminal to have no colours.
const { CI, NO_COLOR, FORCE_COLOR, NODE_OPTIONS, ...environment } = process.env;
const options = { cwd: import.meta.dirname, env: { ...environment, TERM: 'xterm-256color' } };

it('accessLog writes colours to a terminal that has them, and to nothing else', async () => {
  const program = `
    import { createClient } from '@tsgi/testing';
    import { accessLog } from '@tsgi/middleware';
    for (const status of ['200 OK', '303 See Other', '404 Not Found', '503 Service Unavailable']) {
      const app = accessLog({ format: 'readable' })((_environ, startResponse) => {
        startResponse(status, [['Location', '/']]);
        return [];
      });
      await (await createClient(app, { throwErrors: false, followRedirects: false }).get('/')).text();
    }`;
  const node = ['--import', 'tsx', '--conditions=@tsgi/source', '--input-type=module', '-e', program];
  expect(await runChild(onTestFinished, process.execPath, node, options)).not.toContain('\u001b');
  const terminal = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
  const output = await runChild(onTestFinished, 'python3', ['-c', terminal, process.execPath, ...node], options);
  for (const [colour, status] of [
    [32, 200],
    [36, 303],
    [33, 404],
    [31, 503],
  ]) {
    expect(output).toContain(`\u001b[${colour}m${status}\u001b[39m`);
  }
});
