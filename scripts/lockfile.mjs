// @ts-check
/**
 * Puts package-lock.json in order, and those of the integration areas; run it after `npm install`.
 *
 * - Adds the optional packages of other platforms. npm leaves out one that the registry or mirror in use could not give
 *   at that moment, and `npm ci` then refuses the lockfile everywhere. The package that wants it pins it to one exact
 *   version, and it is installed only where its platform fits, so its entry can be written without asking a registry.
 * - Takes out the addresses of the registry in use: they are nobody else's.
 *
 * With `--check` it changes nothing and fails when there is something to do.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './workspaces.mjs';

/**
 * @typedef {{ dev?: boolean, resolved?: string, optionalDependencies?: Record<string, string> }} Entry
 * @typedef {Record<string, Entry>} Entries
 */

/** @param {Entries} entries @returns {Entries} the entries that are missing, by their place in the tree */
function missingEntries(entries) {
  /** @type {Entries} */
  const missing = {};
  for (const [place, wanting] of Object.entries(entries)) {
    for (const [name, version] of Object.entries(wanting.optionalDependencies ?? {})) {
      if (isFound(entries, place, name) || !/^\d+\.\d+\.\d+$/.test(version)) continue;
      missing[`node_modules/${name}`] = platformEntry(name, version, wanting);
    }
  }
  return missing;
}

/**
 * Looks for a package from the place that wants it up to the root, as Node does.
 * @param {Entries} entries @param {string} place @param {string} name @returns {boolean}
 */
function isFound(entries, place, name) {
  for (let from = place; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    if (`${from}${from === '' ? '' : '/'}node_modules/${name}` in entries) return true;
    if (from === '') return false;
  }
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** @param {string} name @param {string} version @param {Entry} wanting @returns {Entry & Record<string, unknown>} */
function platformEntry(name, version, wanting) {
  const words = name.replace(/-64$/, '-x64').replace('windows', 'win32').split(/[/-]/);
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`cannot tell the platform of ${name}: add it by hand`);
  return {
    version,
    cpu,
    ...(wanting.dev === true ? { dev: true } : {}),
    ...(words.includes('musl') ? { libc: ['musl'] } : {}),
    license: 'MIT',
    optional: true,
    os,
  };
}

const areas = readdirSync(join(root, 'integration')).map((name) => `integration/${name}`);
for (const folder of ['.', ...areas]) {
  const file = join(root, folder, 'package-lock.json');
  if (existsSync(file)) order(file);
}

/** @param {string} file */
function order(file) {
  const text = readFileSync(file, 'utf8');
  const lock = JSON.parse(text);
  const missing = missingEntries(lock.packages);
  const all = Object.entries({ ...lock.packages, ...missing });
  lock.packages = Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en')));
  for (const entry of Object.values(lock.packages)) if (/^https?:/.test(entry.resolved)) delete entry.resolved;
  const ordered = `${JSON.stringify(lock, null, 2)}\n`;

  if (ordered === text) {
    console.log(`${file} is in order`);
  } else if (process.argv.includes('--check')) {
    console.error(`${file} is not in order: run node scripts/lockfile.mjs`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, ordered);
    console.log(`${file}: added ${Object.keys(missing).length} packages of other platforms`);
  }
}
