// @ts-check
/**
 * The pack-and-install test of the public packages, after a build; arguments name those wanted (`http router`).
 *
 * Packs each as npm would publish it, checks the tarball, and installs it into an empty project together with the
 * tarballs of the workspace packages that it declares and no others. A small program is type-checked against it there,
 * and run: the package's own `test/pack/program.ts`, or one that imports each of its entries.
 * Leaves the tarballs in `.results/pack` and a report, `.results/pack.json`: `{ folder, checks: { name, error? }[] }`.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind, problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import ts from 'typescript';
import { run, runNpm } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

/**
 * @typedef {import('./workspaces.mjs').Workspace} Workspace
 * @typedef {{ name: string, error?: string }} Check
 * @typedef {{ workspace: Workspace, tarball: string, files: readonly string[] }} Packed
 */

const place = mkdtempSync(join(tmpdir(), 'tsgi-pack-'));
const tarballs = join(root, '.results/pack');

/** What was found, by folder. @type {Map<string, Check[]>} */
const found = new Map();

try {
  const wanted = process.argv.slice(2);
  const all = workspaces().filter(({ isPublic }) => isPublic);
  const packed = await packAll(all);
  const subjects = packed.filter(({ workspace }) => wanted.length === 0 || wanted.includes(shortName(workspace)));
  linkTools();
  for (const subject of subjects) await checkTarball(subject);
  const installed = await inPairs(subjects, (subject) => install(subject, packed));
  typecheck(installed);
  for (const { workspace } of installed) {
    const cwd = projectOf(workspace);
    report(workspace, 'run', await run(process.execPath, ['program.js'], { cwd }));
    for (const command of Object.keys(workspace.manifest.bin ?? {})) {
      report(workspace, `${command} --help`, await run(join(cwd, 'node_modules/.bin', command), ['--help'], { cwd }));
    }
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}

const reports = [...found].map(([folder, checks]) => ({ folder, checks }));
writeFileSync(join(root, '.results/pack.json'), `${JSON.stringify(reports, null, 2)}\n`);
for (const { folder, checks } of reports) {
  for (const { name, error } of checks) if (error !== undefined) console.log(`FAIL  ${folder}: ${name}\n${error}\n`);
}
if (reports.some(({ checks }) => checks.some(({ error }) => error !== undefined))) process.exitCode = 1;

/** Packs all at once, since they need each other. @param {readonly Workspace[]} all @returns {Promise<readonly Packed[]>} */
async function packAll(all) {
  rmSync(tarballs, { recursive: true, force: true });
  mkdirSync(tarballs, { recursive: true });
  const names = all.map(({ name }) => `--workspace=${name}`);
  const { ok, output } = await runNpm(['pack', '--silent', '--json', '--pack-destination', tarballs, ...names]);
  for (const workspace of all) report(workspace, 'pack', { ok, output });
  if (!ok) return [];
  /** @type {{ name: string, filename: string, files: { path: string }[] }[]} */
  const packed = Object.values(JSON.parse(output));
  return packed.map(({ name, filename, files }) => {
    const workspace = all.find((one) => one.name === name);
    if (workspace === undefined) throw new Error(`${name} was packed, and is not a public workspace`);
    return { workspace, tarball: join(tarballs, filename), files: files.map(({ path }) => path) };
  });
}

/** @param {Packed} packed */
async function checkTarball({ workspace, tarball, files }) {
  reportLines(
    workspace,
    'tarball holds no tests',
    files.filter((file) => /\.test(-d)?\.|^test\//.test(file)),
  );
  const data = new Uint8Array(readFileSync(tarball));
  const linted = await publint({ pack: { tarball: data.buffer }, strict: true });
  reportLines(
    workspace,
    'publint',
    linted.messages.map((message) => formatMessage(message, linted.pkg) ?? message.code),
  );
  const analysis = await checkPackage(createPackageFromTarballData(data));
  const problems = 'problems' in analysis ? analysis.problems : [];
  // ESM only: neither the resolution of Node 10 nor `require` of TypeScript's older modes is promised.
  const kinds = /** @type {const} */ (['node16-esm', 'bundler']);
  const wrong = problems.filter((problem) =>
    kinds.some((kind) => 'problems' in analysis && problemAffectsResolutionKind(problem, kind, analysis)),
  );
  reportLines(workspace, 'attw', [
    ...wrong.map(({ kind }) => `${kind}: ${problemKindInfo[kind].title}`),
    ...('problems' in analysis ? [] : ['the package has no types']),
  ]);
}

/** What a project of TypeScript has besides its packages. */
function linkTools() {
  mkdirSync(join(place, 'node_modules/@types'), { recursive: true });
  for (const tool of ['typescript', '@types/node']) {
    symlinkSync(join(root, 'node_modules', tool), join(place, 'node_modules', tool));
  }
}

/** @param {Packed} subject @param {readonly Packed[]} packed @returns {Promise<boolean>} */
async function install({ workspace }, packed) {
  const project = projectOf(workspace);
  mkdirSync(project);
  const needed = packed.filter((other) => neededBy(workspace, packed).has(other.workspace));
  const dependencies = Object.fromEntries(needed.map((one) => [one.workspace.name, `file:${one.tarball}`]));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  const own = join(workspace.path, 'test/pack/program.ts');
  if (existsSync(own)) copyFileSync(own, join(project, 'program.ts'));
  else writeFileSync(join(project, 'program.ts'), genericProgram(workspace));
  const args = ['install', '--prefix', project, '--prefer-offline', '--no-package-lock', '--no-audit', '--no-fund'];
  return report(workspace, 'install', await runNpm(args, { cwd: project }));
}

/** The package and the workspaces that it depends on, through any number of others. */
/** @param {Workspace} workspace @param {readonly Packed[]} packed @param {Set<Workspace>} [needed] */
function neededBy(workspace, packed, needed = new Set([workspace])) {
  for (const name of Object.keys({ ...workspace.manifest.dependencies, ...workspace.manifest.peerDependencies })) {
    const other = packed.find((one) => one.workspace.name === name)?.workspace;
    if (other === undefined || needed.has(other)) continue;
    needed.add(other);
    neededBy(other, packed, needed);
  }
  return needed;
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

/** Checks all programs at once, libraries included, and compiles them. @param {readonly Packed[]} subjects */
function typecheck(subjects) {
  const files = subjects.map(({ workspace }) => join(projectOf(workspace), 'program.ts'));
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
    typeRoots: [join(place, 'node_modules/@types')],
    strict: true,
    skipLibCheck: false,
  });
  const general = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()].map(textOf);
  for (const { workspace } of subjects) {
    const folder = `${projectOf(workspace)}/`;
    const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder));
    const wrong = own.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]);
    reportLines(workspace, 'type-check', [...general, ...wrong.map(textOf)]);
  }
  program.emit();
}

/** @param {ts.Diagnostic} diagnostic */
function textOf({ file, start = 0, messageText }) {
  const where = file && `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1} `;
  return `${where ?? ''}${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}

/** @param {Workspace} workspace @returns {string} */
function projectOf(workspace) {
  return join(place, shortName(workspace));
}

/** @param {Workspace} workspace @returns {string} */
function shortName({ folder }) {
  return folder.replace('packages/', '');
}

/** @param {Workspace} workspace @param {string} name @param {readonly string[]} lines what is wrong */
function reportLines(workspace, name, lines) {
  report(workspace, name, { ok: lines.length === 0, output: lines.join('\n') });
}

/** @param {Workspace} workspace @param {string} name @param {import('./run-tool.mjs').Outcome} outcome @returns {boolean} */
function report({ folder }, name, { ok, output }) {
  const checks = found.get(folder) ?? [];
  found.set(folder, [...checks, ok ? { name } : { name, error: output }]);
  return ok;
}

/**
 * The items for which `work` comes true; two are under way at a time.
 * @template T @param {readonly T[]} items @param {(item: T) => Promise<boolean>} work @returns {Promise<T[]>}
 */
async function inPairs(items, work) {
  const waiting = [...items];
  /** @type {T[]} */
  const done = [];
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) if (await work(item)) done.push(item);
  };
  await Promise.all([lane(), lane()]);
  return done;
}
