/**
 * Names of templates: paths below the template directories, with `/` on every system. A name may come from data
 * (`{% include widget.template %}`), so that none may lead anywhere else.
 */
import { posix } from 'node:path';
import { TemplateError } from './template-error.ts';

/**
 * The name that a template means by `name`: one that begins with `./` or `../` is relative to the template's own.
 * @param from the name of the template that says it; left out for a name that stands for itself
 * @throws TemplateError `template-name`
 */
export function resolveName(name: unknown, from?: string): string {
  // Markup is a string too, and a name can be put together by a macro.
  const text = name instanceof String ? name.toString() : name;
  if (typeof text !== 'string')
    throw new TemplateError('template-name', `A template's name is a string, not a ${typeof text}`);
  const resolved = from !== undefined && RELATIVE.test(text) ? posix.join(posix.dirname(from), text) : text;
  if (!isName(resolved)) throw new TemplateError('template-name', `${JSON.stringify(text)} is no name of a template`);
  return resolved;
}

const RELATIVE = /^\.{1,2}\//;

/** Windows reads a backslash as a slash, and what follows a colon as another stream of the file. */
function isName(text: string): boolean {
  return (
    !/[\0-\x1F\x7F\\:]/.test(text) && text.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
