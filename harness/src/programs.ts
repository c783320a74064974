/** Programs that are not part of the repository: `.ci/packages.txt` names the Debian package of each. */
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is, or `undefined`. */
export function findProgram(name: string): string | undefined {
  return foldersOfPrograms()
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** Debian keeps servers where only root looks, and PostgreSQL's by version. */
function foldersOfPrograms(): readonly string[] {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return [...path, '/usr/sbin', '/usr/local/sbin', ...postgresFolders()];
}

/** The newest version first. */
function postgresFolders(): readonly string[] {
  try {
    const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => `/usr/lib/postgresql/${version}/bin`);
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
