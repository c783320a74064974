// @ts-check
/**
 * `npm run typecheck`: the TypeScript of every workspace and the examples of every Markdown file, in one program, so
 * that what they share is read and checked once. In a workspace's folder, only what belongs to it. Leaves a report,
 * `.results/typecheck.json` at the root: `{ folder, examples, errors }` for each workspace.
 *
 * Sources of packages have to pass `isolatedDeclarations` too: their exported types stand in the file itself.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';
import { examplesOf } from '../harness/src/markdown-examples.mjs';
import { root, workspaces } from './workspaces.mjs';

/**
 * @typedef {{ folder: string, options: ts.CompilerOptions, files: string[], examples: Map<string, Example> }} Part
 *   a folder with a tsconfig.json, what it includes, and the examples of its Markdown files by their made-up names
 * @typedef {{ markdown: string, code: string }} Example
 * @typedef {{ folder: string, examples: number, errors: string[] }} Report
 *   `examples` is how many there are in Markdown
 */

// What an example of a few lines declares need not be used.
const unusedNames = new Set([6133, 6192, 6196, 6198, 6199, 6205]);

if (pathToFileURL(process.argv[1] ?? '').href === import.meta.url) {
  const reports = typecheck(wantedFolders());
  for (const { errors } of reports) for (const error of errors) console.log(error);
  mkdirSync(join(root, '.results'), { recursive: true });
  writeFileSync(join(root, '.results/typecheck.json'), JSON.stringify(reports));
  if (reports.some(({ errors }) => errors.length > 0)) process.exitCode = 1;
}

/** Those of the command line, else the one in whose folder this runs, else all. @returns {readonly string[]} */
function wantedFolders() {
  const here = relative(root, process.cwd()).split(sep).join('/');
  const named = process.argv.slice(2);
  if (named.length > 0) return named;
  return here === '' ? [...workspaces().map(({ folder }) => folder), '.'] : [here];
}

/**
 * Checks these folders by one program.
 * @param {readonly string[]} folders @returns {Report[]}
 * @throws {Error} when their compiler options differ
 */
export function typecheck(folders) {
  const parts = folders.filter((folder) => existsSync(join(root, folder, 'tsconfig.json'))).map(partOf);
  const [options = {}, ...others] = parts.map(commonOptions);
  const odd = others.findIndex((one) => !isDeepStrictEqual(one, options));
  if (odd !== -1) throw new Error(`The compiler options of ${parts[odd + 1]?.folder} are not those of the others`);
  return check(parts, options);
}

/** Those that all folders share: what each makes of its sources is not the program's business. @param {Part} part */
function commonOptions({ options }) {
  const { configFilePath: _, ...common } = options;
  return { ...common, allowJs: true, checkJs: true, declaration: false, isolatedDeclarations: false };
}

/** @param {string} folder @returns {Part} */
function partOf(folder) {
  const path = join(root, folder);
  const { config, error } = ts.readConfigFile(join(path, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, path);
  const problems = [error, ...errors].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Error(problems.map(textOf).join('\n'));
  // The root's own tsconfig.json includes all others.
  const files = folder === '.' ? fileNames.filter((file) => join(file, '..') === root) : fileNames;
  return { folder, options, files, examples: examplesIn(path) };
}

/** The examples of the Markdown files in a folder, as modules beside them. @param {string} path */
function examplesIn(path) {
  /** @type {Map<string, Example>} */
  const examples = new Map();
  for (const markdown of markdownFiles(path)) {
    for (const { line, code } of examplesOf(readFileSync(markdown, 'utf8'))) {
      examples.set(`${markdown}.line-${line}.ts`, { markdown, code });
    }
  }
  return examples;
}

/**
 * What a folder says in Markdown: its README, and at the root all that is written for people. The tutorial's blocks are
 * files of projects, which its own test compiles.
 * @param {string} path
 */
function markdownFiles(path) {
  const names = path === root ? ['README.md', 'CONTRIBUTING.md', ...docs()] : ['README.md'];
  return names.map((name) => join(path, name)).filter((file) => existsSync(file));
}

function docs() {
  const files = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && name !== 'tutorial.md');
  return files.map((name) => `docs/${name}`);
}

/** @param {Part[]} parts @param {ts.CompilerOptions} options @returns {Report[]} */
function check(parts, options) {
  const examples = new Map(parts.flatMap((part) => [...part.examples]));
  const files = [...parts.flatMap((part) => part.files), ...examples.keys()];
  const program = ts.createProgram(files, options, hostFor(options, examples));
  const general = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()].map(textOf);
  return parts.map((part, index) => {
    const wanted = [...part.files, ...part.examples.keys()];
    const errors = wanted.flatMap((file) => [
      ...errorsIn(program, file, examples.get(file)),
      ...(isSource(file) ? undeclared(file) : []),
    ]);
    return {
      folder: part.folder,
      examples: part.examples.size,
      errors: index === 0 ? [...general, ...errors] : errors,
    };
  });
}

/** @param {ts.Program} program @param {string} file @param {Example | undefined} example @returns {string[]} */
function errorsIn(program, file, example) {
  const source = program.getSourceFile(file);
  if (source === undefined) return [`${file} is not a part of the program`];
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    .filter(({ code }) => example === undefined || !unusedNames.has(code))
    .map(textOf);
}

/** @param {string} file @returns {boolean} */
function isSource(file) {
  return /\/packages\/[^/]+\/src\//.test(file) && !/\.test(-d)?\.ts$|\.d\.ts$/.test(file);
}

/** Exports whose types cannot be read off the file. @param {string} file @returns {string[]} */
function undeclared(file) {
  const compilerOptions = { isolatedDeclarations: true, declaration: true };
  const { diagnostics = [] } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions,
  });
  return diagnostics.map(textOf);
}

/** @param {ts.CompilerOptions} options @param {Map<string, Example>} examples @returns {ts.CompilerHost} */
function hostFor(options, examples) {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    fileExists: (file) => examples.has(file) || host.fileExists(file),
    readFile: (file) => examples.get(file)?.code ?? host.readFile(file),
    getSourceFile: (file, language, ...rest) => {
      const example = examples.get(file);
      if (example !== undefined) return ts.createSourceFile(file, example.code, language);
      return host.getSourceFile(file, language, ...rest);
    },
  };
}

/** `file:line:column message`, an example's file being its Markdown. @param {ts.Diagnostic} diagnostic */
function textOf({ file, start = 0, code, messageText }) {
  const message = `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  if (file === undefined) return message;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const name = relative(root, file.fileName).replace(/\.line-\d+\.ts$/, '');
  return `${name}:${line + 1}:${character + 1} ${message}`;
}
