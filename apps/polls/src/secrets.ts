/** Secrets: from the environment, or from files that are made at the first start. */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where secrets come from. */
export interface SecretSource {
  readonly environment: NodeJS.ProcessEnv;
  /** The directory of the files; without one, the environment has to have every secret. */
  readonly directory: string | undefined;
}

/**
 * The secret of a name. Without one in the environment, one that is made at the first start and kept in a file that
 * nobody else may read.
 * @param length how many characters it needs
 * @throws Error when it is too short, and when there is neither it nor a directory: there is no default
 */
export function readSecret({ environment, directory }: SecretSource, name: string, length: number): string {
  const given = environment[name];
  if (given !== undefined && given.length < length) {
    throw new Error(`${name} is too short: it needs ${length} characters or more`);
  }
  if (given !== undefined) return given;
  if (directory === undefined) {
    const hint = 'or POLLS_SECRETS to a directory where one is made and kept';
    throw new Error(`Set ${name} to ${length} random characters or more (\`openssl rand -hex 32\`), ${hint}`);
  }
  mkdirSync(directory, { recursive: true });
  return keptSecret(join(directory, fileOf(name)), length);
}

/** Where the secret of a name is, for people to look. */
export function secretPlace({ environment, directory = '' }: SecretSource, name: string): string {
  return environment[name] === undefined ? join(directory, fileOf(name)) : name;
}

function fileOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** The file appears whole, and of several processes that start together the first one's stays. */
function keptSecret(file: string, length: number): string {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, randomBytes(length).toString('base64url').slice(0, length), { mode: 0o600 });
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}
