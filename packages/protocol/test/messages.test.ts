/** What a developer reads when a stack does not fit together: the compiler's own message, which names the key. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SETUP = `
import { type Application, compose, type Environ, type Middleware } from '@tsgi/protocol';
interface Session<T> { readonly data: T }
interface SessionEnviron<T = {}> { 'tsgi.session': Session<T> }
interface UserEnviron { 'tsgi.user': { readonly id: number } }
declare function sessions<T>(): Middleware<SessionEnviron<T>>;
declare const user: Middleware<UserEnviron, SessionEnviron>;
declare const count: Middleware<{ 'tsgi.count': number }, SessionEnviron<{ cart: string }>>;
declare function serve(app: Application): void;
declare const site: Application<Environ & SessionEnviron<{ id: number }> & UserEnviron>;
`;

const FILE = fileURLToPath(new URL('stack-under-test.ts', import.meta.url));

describe("the compiler's message", () => {
  it('is none for a stack that fits', () => {
    expect(messagesFor('serve(compose(sessions<{ id: number }>(), user)(site));')).toEqual([]);
  });

  it.each([
    ['a missing middleware', 'serve(user(site));', "Property ''tsgi.session'' is missing in type 'Environ'"],
    [
      'two in the wrong order',
      'serve(compose(user, sessions<{ id: number }>())(site));',
      "Property ''tsgi.session'' is missing in type 'Environ' but required in type 'SessionEnviron<{}>'",
    ],
    [
      'an application that reads another type',
      'sessions<{ id: string }>()(site);',
      'the middleware and the application disagree on a key',
    ],
    [
      'a middleware that reads another type',
      'compose(sessions<{ cart: number }>(), count);',
      'a middleware further left provides this key with another type',
    ],
    [
      'a function that is not declared',
      'compose((app: Application) => app);',
      'declare it, so that its types are known: const name: Middleware<Provides, Requires> = ...',
    ],
    ['a number', 'compose(user, 5);', 'declare it, so that its types are known'],
  ])('names the key or the remedy for %s', (_, code, message) => {
    const messages = messagesFor(code);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(message);
  });
});

/** The messages of the compiler for a few lines behind the setup, each as one text. */
function messagesFor(code: string): readonly string[] {
  const configPath = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
  const { options } =
    ts.getParsedCommandLineOfConfigFile(configPath, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail }) ??
    fail();
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => (name === FILE ? SETUP + code : readFile(name));
  host.fileExists = (name) => name === FILE || fileExists(name);
  const { getSourceFile } = host;
  host.getSourceFile = (name, version, ...rest) =>
    name === FILE
      ? ts.createSourceFile(name, SETUP + code, version)
      : cached(name, () => getSourceFile(name, version, ...rest));
  const program = ts.createProgram(
    [FILE],
    { ...options, noUnusedLocals: false, isolatedDeclarations: false, declaration: false },
    host,
  );
  const file = program.getSourceFile(FILE);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((diagnostic) =>
    ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
  );
}

const files = new Map<string, ts.SourceFile | undefined>();

function cached(name: string, read: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (!files.has(name)) files.set(name, read());
  return files.get(name);
}

function fail(): never {
  throw new Error('tsconfig.json cannot be read');
}
