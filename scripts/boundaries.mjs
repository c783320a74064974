// @ts-check
/**
 * Who may import whom. The arrows of `mayImport` are all there are: type imports count, tests have a little more room.
 * A new package gets a line here.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';

/** What the sources of each package may import of the others. @type {Record<string, readonly string[]>} */
export const mayImport = {
  protocol: [],
  lint: ['protocol'],
  server: ['protocol'],
  http: ['protocol'],
  router: ['protocol', 'http'],
  templates: ['protocol', 'http'],
  sessions: ['protocol', 'http'],
  security: ['protocol', 'http'],
  static: ['protocol', 'http'],
  middleware: ['protocol', 'http'],
  testing: ['protocol', 'http', 'lint'],
  cli: ['protocol', 'server', 'lint', 'http', 'middleware'],
};

/** What a package ships in its bundle instead of depending on it, with its licence: see its tsup.config.ts. */
const bundled = '/node_modules/nunjucks/';

/** The packages that all others' tests stand on; their own tests use nothing more than their sources may. */
const foundations = ['protocol', 'http', 'lint'];

/**
 * What else the tests of a package may import: whatever does not depend on it, so that there are no cycles with
 * development dependencies counted.
 * @param {string} name @returns {readonly string[]}
 */
function testsMayImport(name) {
  const others = Object.keys(mayImport).filter((other) => other !== name && !dependsOn(other, name));
  return foundations.includes(name) ? (mayImport[name] ?? []) : others;
}

/** @param {string} from @param {string} to @returns {boolean} */
function dependsOn(from, to) {
  return (mayImport[from] ?? []).some((next) => next === to || dependsOn(next, to));
}

/**
 * Every import below `folder` (a repository's root) that breaks a rule: `rule: file → what it imports`.
 * @param {string} folder @returns {Promise<readonly string[]>}
 */
export async function brokenBoundaries(folder) {
  const places = ['packages', 'apps', 'benchmarks', 'harness'].filter((place) => existsSync(join(folder, place)));
  const unknown = readdirSync(join(folder, 'packages')).filter((name) => !(name in mayImport));
  const { output } = await cruise(
    places,
    {
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden: rules() },
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules|/dist/' },
      exclude: { path: '/(dist|coverage|\\.results)/' },
    },
    { conditionNames: ['@tsgi/source', 'import', 'node'], exportsFields: ['exports'], extensions: ['.ts', '.js'] },
  );
  if (typeof output === 'string') throw new TypeError(output);
  return [
    ...unknown.map((name) => `packages/${name} has no line in scripts/boundaries.mjs`),
    ...output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
  ];
}

const tests = '\\.test(-d)?\\.ts$|^packages/[^/]+/test/';

/** @typedef {import('dependency-cruiser').IRegularForbiddenRuleType} Rule */

/** @returns {Rule[]} */
function rules() {
  return [
    ...Object.entries(mayImport).flatMap(([name, allowed]) => [
      rule(
        `${name} may import ${list(allowed)}`,
        { path: `^packages/${name}/`, pathNot: tests },
        allBut(name, allowed),
      ),
      rule(
        `tests of ${name} may import ${list(testsMayImport(name))}`,
        { path: `^packages/${name}/.*(${tests})|^packages/${name}/test/` },
        allBut(name, testsMayImport(name)),
      ),
    ]),
    rule(
      'a package is imported by its name',
      { path: '^packages/([^/]+)/' },
      { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    ),
    rule('packages know of no apps', { path: '^packages/' }, { path: '^(apps|benchmarks)/' }),
    rule('packages use no scripts', { path: '^packages/' }, { path: '^scripts/' }),
    rule('sources use no harness', { path: '^packages/[^/]+/src/', pathNot: tests }, { path: '^harness/' }),
    rule(
      'sources use what their package.json depends on',
      { path: '^packages/[^/]+/src/', pathNot: tests },
      // An optional peer is a development dependency too.
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'], pathNot: bundled },
    ),
    rule('imports resolve', {}, { couldNotResolve: true }),
    rule('no cycles', {}, { circular: true }),
    rule(
      'bytes know nothing of sockets and clocks',
      { path: '^packages/server/src/wire/', pathNot: tests },
      { path: '.', pathNot: '^packages/(protocol|server/src/wire)/|^@tsgi/protocol$' },
    ),
  ];
}

/** @param {string} name @param {readonly string[]} allowed */
function allBut(name, allowed) {
  const names = [name, ...allowed].join('|');
  return { path: '^(packages|(node_modules/)?@tsgi)/', pathNot: `^(packages|(node_modules/)?@tsgi)/(${names})(/|$)` };
}

/** @param {readonly string[]} names */
function list(names) {
  return names.length === 0 ? 'nothing' : names.join(', ');
}

/** @param {string} name @param {Rule['from']} from @param {Rule['to']} to @returns {Rule} */
function rule(name, from, to) {
  return { name, severity: 'error', from, to };
}
