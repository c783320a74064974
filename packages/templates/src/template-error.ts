import { type SourceFrame, sourceFrameOf } from '@tsgi/http';

/** What a {@link TemplateError} can be about. */
export type TemplateErrorCode =
  /** There is no template of this name. */
  | 'template-missing'
  /** A name that no template can have, or that leads out of the directories. */
  | 'template-name'
  /** The template cannot be read: a tag that is not closed, a tag that does not exist. */
  | 'template-syntax'
  /** Something failed while the template was rendered; the `cause` says what. */
  | 'template-failed'
  /** A directory for templates does not exist. */
  | 'directory-missing'
  /** The precompiled templates are of another version of this package, or none at all. */
  | 'precompiled-invalid'
  /** Escaping cannot be switched off as a whole. */
  | 'autoescape-off'
  /** Only a template named as text may be rendered without escaping. */
  | 'not-text'
  /** The engine renders no text. */
  | 'text-unsupported';

/** What is known of the place of an error. */
export interface TemplateErrorDetails {
  /** The template's name. */
  readonly template?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** The template as it was read. */
  readonly source?: { readonly path: string; readonly text: string };
  readonly cause?: unknown;
}

/**
 * A template that cannot be found, read or rendered. The message begins with its place, `name:line:column`, and shows
 * the lines around it; a debug page finds the whole source under {@link sourceFrameOf}. What templates use may throw
 * what it likes: that is the `cause`.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly code: TemplateErrorCode;
  /** The template's name; `undefined` when the error is about none. */
  readonly template: string | undefined;
  /** From 1; `undefined` when it is not known. */
  readonly line: number | undefined;
  /** From 1; `undefined` when it is not known. */
  readonly column: number | undefined;

  constructor(code: TemplateErrorCode, problem: string, details: TemplateErrorDetails = {}) {
    const { template, line, column, source, cause } = details;
    const excerpt = source === undefined || line === undefined ? '' : excerptOf(source.text, line, column);
    super(`${placeOf(details)}${problem}${excerpt}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.template = template;
    this.line = line;
    this.column = column;
    if (source !== undefined && line !== undefined) {
      const frame: SourceFrame = { path: source.path, source: source.text, line, column };
      Object.defineProperty(this, sourceFrameOf, { value: frame });
    }
  }
}

function placeOf({ template, line, column }: TemplateErrorDetails): string {
  const place = [template, line, column].filter((part) => part !== undefined).join(':');
  return place === '' ? '' : `${place}: `;
}

/** The line, two before and two after it, and a mark below the column. */
function excerptOf(text: string, line: number, column: number | undefined): string {
  const lines = text.split(/\r?\n/);
  const last = Math.min(lines.length, line + 2);
  const width = String(last).length;
  let excerpt = '';
  for (let number = Math.max(1, line - 2); number <= last; number++) {
    const gutter = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | `;
    excerpt += `\n${gutter}${lines[number - 1] ?? ''}`;
    if (number === line && column !== undefined) excerpt += `\n  ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`;
  }
  return excerpt;
}
