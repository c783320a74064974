// @ts-check
/**
 * The pack-and-install test of the package in the working directory, run as its script `test:pack` after the build.
 *
 * Packs it as npm would publish it, checks the tarball, installs it into an empty project together with the tarballs of
 * the workspace packages that it declares and no others, then type-checks a small program against it and runs that.
 * The program is the package's own `test/pack/program.ts`, or one that imports each of its entries.
 * Leaves the tarball and a report, `.results/pack.json`: `{ name, error? }` for each check.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { run, runNpm, runTool } from './run-tool.mjs';
import { readManifest, root, workspaces } from './workspaces.mjs';

/** @typedef {import('./workspaces.mjs').Workspace} Workspace */

const all = workspaces();
const subject = all.find(({ path }) => path === process.cwd());
if (subject === undefined) throw new Error('run this in the folder of a workspace');

/** @type {{ name: string, error?: string }[]} */
const checks = [];
const project = mkdtempSync(join(tmpdir(), 'tsgi-pack-'));
try {
  testPackage(subject, project);
} finally {
  rmSync(project, { recursive: true, force: true });
  writeFileSync(join(subject.path, '.results/pack.json'), `${JSON.stringify(checks, null, 2)}\n`);
}
for (const { name, error } of checks) console.log(error === undefined ? `ok    ${name}` : `FAIL  ${name}\n${error}\n`);
if (checks.some(({ error }) => error !== undefined)) process.exitCode = 1;

/** @param {Workspace} subject @param {string} project an empty folder */
function testPackage(subject, project) {
  const target = join(subject.path, '.results/pack');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  if (!check('pack', runNpm(['pack', '--silent', '--pack-destination', target], { cwd: subject.path }))) return;

  const tarball = tarballOf(subject);
  check('tarball holds no tests', noTests(tarball));
  check('publint', runTool('publint', [tarball, '--strict']));
  check('attw', runTool('@arethetypeswrong/cli attw', [tarball, '--profile', 'esm-only', '--no-emoji', '--no-color']));

  writeProject(subject, project);
  const install = ['install', '--prefix', project, '--prefer-offline', '--no-package-lock', '--no-audit', '--no-fund'];
  if (!check('install', runNpm(install, { cwd: project }))) return;
  check('type-check', run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd: project }));
  check('run', run(process.execPath, ['out/program.js'], { cwd: project }));
}

/** @param {string} name @param {import('./run-tool.mjs').Outcome} outcome @returns {boolean} whether it passed */
function check(name, { ok, output }) {
  checks.push(ok ? { name } : { name, error: output });
  return ok;
}

/** @param {Workspace} workspace @returns {string} */
function tarballOf({ name, path }) {
  const folder = join(path, '.results/pack');
  const file = existsSync(folder) ? readdirSync(folder).find((entry) => entry.endsWith('.tgz')) : undefined;
  if (file === undefined) throw new Error(`${name} is not packed: it needs a script test:pack that runs before`);
  return join(folder, file);
}

/** @param {string} tarball @returns {import('./run-tool.mjs').Outcome} */
function noTests(tarball) {
  const { ok, output } = run('tar', ['-tzf', tarball]);
  const tests = output.split('\n').filter((file) => /\.test(-d)?\.|^package\/test\//.test(file));
  return ok ? { ok: tests.length === 0, output: tests.join('\n') } : { ok, output };
}

/** @param {Workspace} subject @param {string} project */
function writeProject(subject, project) {
  const packed = [...neededBy(subject)].map((needed) => [needed.name, `file:${tarballOf(needed)}`]);
  const tools = ['typescript', '@types/node'].map((tool) => [
    tool,
    readManifest(join(root, 'node_modules', tool)).version,
  ]);
  const manifest = { private: true, type: 'module', dependencies: Object.fromEntries([...packed, ...tools]) };
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    skipLibCheck: false,
    outDir: 'out',
  };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  const own = join(subject.path, 'test/pack/program.ts');
  if (existsSync(own)) copyFileSync(own, join(project, basename(own)));
  else writeFileSync(join(project, 'program.ts'), genericProgram(subject));
}

/** The package and the workspaces that it depends on, through any number of others. @param {Workspace} workspace */
function neededBy(workspace, found = new Set([workspace])) {
  for (const name of Object.keys({ ...workspace.manifest.dependencies, ...workspace.manifest.peerDependencies })) {
    const needed = all.find((other) => other.name === name);
    if (needed === undefined || found.has(needed)) continue;
    found.add(needed);
    neededBy(needed, found);
  }
  return found;
}

/** @param {Workspace} subject @returns {string} */
function genericProgram({ name, manifest }) {
  const entries = Object.keys(manifest.exports ?? {}).filter((entry) => entry !== './package.json');
  const imports = entries.map((entry, index) => `import * as entry${index} from '${name}${entry.slice(1)}';`);
  const uses = entries.map(
    (_, index) => `if (Object.keys(entry${index}).length === 0) throw new Error('empty entry');`,
  );
  return [...imports, ...uses, ''].join('\n');
}
