/** Why a module does not load, for the terminal and for the page. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type SourceFrame, sourceFrameOf } from '@tsgi/http';
import { describeError } from '@tsgi/protocol';
import { UsageError } from '../usage-error.ts';

export interface LoadFailure {
  /** For the debug page: it knows its place in the source where that is known. */
  readonly error: unknown;
  /** For the terminal: with the lines around the place. */
  readonly text: string;
}

/**
 * Explains what importing an application has thrown.
 * @param lastLoaded the module that was loaded last: where a syntax error stands that does not say it
 */
export function loadFailure(error: unknown, lastLoaded: string | undefined): LoadFailure {
  if (error instanceof UsageError) return { error, text: error.message };
  const place = compilerPlace(error);
  if (!(error instanceof Error)) return { error, text: describeError(error) };
  if ('code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return { error, text: error.message };
  if (place === undefined) {
    const where = error instanceof SyntaxError && lastLoaded !== undefined ? `${lastLoaded}\n` : '';
    return { error, text: where + describeError(error) };
  }
  const { path, line, column, what } = place;
  const frame: SourceFrame = { path, source: sourceOf(path), line, column };
  const framed = Object.assign(new SyntaxError(what), { [sourceFrameOf]: frame, stack: `SyntaxError: ${what}` });
  return { error: framed, text: `${what}\n  ${path}:${line}:${column}\n\n${codeFrame(frame)}` };
}

function sourceOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly what: string;
}

/** esbuild's message has `file:line:column: ERROR: what`; Node's stack begins with `file:///…:line`. */
function compilerPlace(error: unknown): Place | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, path, line, column, what] = /^(\/.+?):(\d+):(\d+): ERROR: (.+)$/m.exec(error.message) ?? [];
  if (path !== undefined && what !== undefined) {
    return { path, line: Number(line), column: Number(column) + 1, what };
  }
  if (!(error instanceof SyntaxError)) return undefined;
  const [, url, at, source = ''] = /^(file:\/\/\S+?):(\d+)\n(.*\n *\^?)/.exec(error.stack ?? '') ?? [];
  if (url === undefined) return undefined;
  const caret = source.split('\n')[1]?.indexOf('^') ?? -1;
  return { path: fileURLToPath(url), line: Number(at), column: Math.max(1, caret + 1), what: error.message };
}

/** The lines around a place, with a mark below it. */
function codeFrame({ source, line, column = 1 }: SourceFrame): string {
  const first = Math.max(1, line - 2);
  const lines = source.split('\n').slice(first - 1, line + 2);
  const width = String(first + lines.length).length;
  return lines
    .flatMap((text, at) => {
      const number = first + at;
      const shown = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`;
      return number === line ? [shown, `  ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`] : [shown];
    })
    .join('\n');
}
