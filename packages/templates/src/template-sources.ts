/** The files that templates are read from. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TemplateError } from './template-error.ts';
import { resolveName } from './template-name.ts';

/** A template as it was read. */
export interface TemplateSource {
  readonly name: string;
  /** The file. */
  readonly path: string;
  readonly text: string;
}

/** Finds templates in directories: the first that has one of the name wins. */
export class TemplateSources {
  readonly #directories: readonly string[];

  /**
   * @param directories paths, relative ones to the working directory, or `file:` URLs
   * @throws TemplateError `directory-missing`
   */
  constructor(directories: readonly (string | URL)[]) {
    this.#directories = directories.map(realDirectory);
  }

  /** The directories as absolute paths without symbolic links. */
  get directories(): readonly string[] {
    return this.#directories;
  }

  /**
   * Reads a template.
   * @throws TemplateError `template-missing`; `template-name` when the name is none, or is a link that leads out of the
   * directories
   */
  read(name: string): TemplateSource {
    const checked = resolveName(name);
    for (const directory of this.#directories) {
      const path = this.#fileOf(directory, checked);
      // A byte order mark is no part of the text.
      if (path !== undefined) return { name: checked, path, text: readFileSync(path, 'utf8').replace(/^\uFEFF/, '') };
    }
    throw new TemplateError(
      'template-missing',
      `There is no template "${checked}" in ${this.#directories.join(', ')}`,
      {
        template: checked,
      },
    );
  }

  #fileOf(directory: string, name: string): string | undefined {
    const path = realPath(resolve(directory, name));
    if (path === undefined || !statSync(path).isFile()) return undefined;
    if (this.#directories.some((allowed) => path.startsWith(allowed + sep))) return path;
    throw new TemplateError('template-name', `"${name}" is a link that leads out of the template directories`, {
      template: name,
    });
  }
}

function realDirectory(directory: string | URL): string {
  const path = resolve(directory instanceof URL ? fileURLToPath(directory) : directory);
  const real = realPath(path);
  if (real === undefined || !statSync(real).isDirectory()) {
    throw new TemplateError('directory-missing', `There is no directory ${path} for templates`);
  }
  return real;
}

/** The path without links; `undefined` when there is nothing. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}
