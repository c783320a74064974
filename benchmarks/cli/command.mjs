// @ts-check
/** Starts `tsgi serve` and listens to what it says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/cli/bin/tsgi.js', import.meta.url));
const folder = fileURLToPath(new URL('.', import.meta.url));

export class Serve {
  #said = '';
  /** @type {(() => void)[]} */
  #wake = [];

  /** @param {readonly string[]} flags @param {Record<string, string>} env @param {string} application its file */
  constructor(flags, env = {}, application = 'application.mjs') {
    this.child = spawn(process.execPath, [bin, 'serve', application, '--port', '0', ...flags], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    this.child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#said += text;
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.exit = once(this.child, 'exit');
  }

  /** Waits for the line that says that all workers serve, and forgets what was said before. */
  async serving() {
    const line = /serving \S+ on (\S+), workers? ([\d, ]+)\n/;
    for (let found = line.exec(this.#said); ; found = line.exec(this.#said)) {
      if (found !== null) {
        this.#said = '';
        return { url: new URL(String(found[1])), pids: String(found[2]).split(', ').map(Number) };
      }
      if (this.child.exitCode !== null) throw new Error(this.#said);
      await new Promise((resolve) => this.#wake.push(() => resolve(undefined)));
    }
  }

  /** @param {NodeJS.Signals} signal */
  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    const [code] = await this.exit;
    return Number(code);
  }
}
