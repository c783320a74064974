/** Imports a module of the user's, TypeScript too. */
import { pathToFileURL } from 'node:url';

/**
 * Imports a file. TypeScript is compiled on the way in, from then on for whatever this process imports.
 * @param revision another number is another module, though the file be the same
 */
export async function importModule(path: string, revision = 0): Promise<Readonly<Record<string, unknown>>> {
  if (/\.[cm]?tsx?$/.test(path)) await compileTypeScript();
  const url = pathToFileURL(path);
  if (revision > 0) url.searchParams.set('revision', String(revision));
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a module's namespace is an object
  return (await import(url.href)) as Readonly<Record<string, unknown>>;
}

/** Compiles TypeScript from now on, for `import` and `require`. */
export async function compileTypeScript(): Promise<void> {
  registered ??= register();
  await registered;
}

let registered: Promise<void> | undefined;

async function register(): Promise<void> {
  const [esm, cjs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
  esm.register();
  cjs.register();
}
