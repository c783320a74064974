// @ts-check
import { spawnSync } from 'node:child_process';
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
 * @param {string} tool the package and, where it differs, the command: `@arethetypeswrong/cli attw`
 * @param {readonly string[]} args @param {RunOptions} [options] @returns {Outcome}
 */
export function runTool(tool, args, options) {
  const [name = '', command = name] = tool.split(' ');
  const { bin } = readManifest(join(root, 'node_modules', name));
  const script = join(root, 'node_modules', name, typeof bin === 'string' ? bin : bin[command]);
  return run(process.execPath, [script, ...args], options);
}

/** Runs npm. @param {readonly string[]} args @param {RunOptions} [options] @returns {Outcome} */
export function runNpm(args, options) {
  // Inside `npm run`, npm says where it is itself; that also works where `npm` is a shell script.
  const npm = process.env['npm_execpath'];
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...args], options) : run('npm', args, options);
}

/**
 * Runs turbo, which neither reports to nor asks anybody outside.
 * @param {readonly string[]} args @param {RunOptions} [options] @returns {Outcome}
 */
export function runTurbo(args, options = {}) {
  const env = {
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
    // A part of the tests' cache keys: a result from one version of Node says nothing about another.
    TSGI_NODE_VERSION: process.version,
    ...options.env,
  };
  return runTool('turbo', ['run', '--ui=stream', ...args], { ...options, env });
}

/** @param {string} file @param {readonly string[]} args @param {RunOptions} [options] @returns {Outcome} */
export function run(file, args, { cwd = root, env = {}, show = false } = {}) {
  const child = spawnSync(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const reason = child.error ? `${file}: ${child.error.message}` : '';
  return { ok: child.status === 0, output: [child.stdout, child.stderr, reason].filter(Boolean).join('\n').trim() };
}
