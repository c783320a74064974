// @ts-check
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { readManifest, root } from './workspaces.mjs';

/**
 * @typedef {{ ok: boolean, output: string }} Outcome
 * @typedef {{ cwd?: string, env?: Record<string, string>, show?: boolean }} RunOptions
 *   `show`: the output goes to the terminal instead of being returned; `env` is added to that of this process
 */

/**
 * Runs a development tool of the repository, such as `eslint`, on the Node that runs this script.
 * @param {string} tool the package and, where it differs, the command: `@biomejs/biome biome`
 * @param {readonly string[]} args @param {RunOptions} [options] @returns {Promise<Outcome>}
 */
export function runTool(tool, args, options) {
  return run(process.execPath, [toolScript(tool), ...args], options);
}

/** The script of a development tool. @param {string} tool as in `runTool` @returns {string} */
export function toolScript(tool) {
  const [name = '', command = name] = tool.split(' ');
  const { bin } = readManifest(join(root, 'node_modules', name));
  return join(root, 'node_modules', name, typeof bin === 'string' ? bin : bin[command]);
}

/** Runs npm. @param {readonly string[]} args @param {RunOptions} [options] @returns {Promise<Outcome>} */
export function runNpm(args, options) {
  // Inside `npm run`, npm says where it is itself; that also works where `npm` is a shell script.
  const npm = process.env['npm_execpath'];
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...args], options) : run('npm', args, options);
}

/**
 * Runs turbo, which neither reports to nor asks anybody outside.
 * @param {readonly string[]} args @param {RunOptions} [options] @returns {Promise<Outcome>}
 */
export function runTurbo(args, options = {}) {
  const env = {
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
    ...options.env,
  };
  return runTool('turbo', ['run', '--ui=stream', ...args], { ...options, env });
}

/** @param {string} file @param {readonly string[]} args @param {RunOptions} [options] @returns {Promise<Outcome>} */
export function run(file, args, { cwd = root, env = {}, show = false } = {}) {
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = show ? 'inherit' : ['ignore', 'pipe', 'pipe'];
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ ok: false, output: `${file}: ${message}` }));
    child.once('close', (code) => resolve({ ok: code === 0, output: output.trim() }));
  });
}
