/**
 * Errors about a place in some source that is not JavaScript, a template above all: the debug page shows the lines
 * around it, whichever package the error came from.
 */

/** A place in a source. */
export interface SourceFrame {
  /** The file, or the template's name. */
  readonly path: string;
  /** The whole source. */
  readonly source: string;
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1; `undefined` when only the line is known. */
  readonly column?: number | undefined;
}

/** Where an error carries its {@link SourceFrame}: `Symbol.for('tsgi.sourceFrame')`. */
export const sourceFrameOf: unique symbol = Symbol.for('tsgi.sourceFrame');

/** An error that knows its place. */
export interface FramedError extends Error {
  readonly [sourceFrameOf]: SourceFrame;
}

/** Whether an error knows its place. */
export function isFramedError(error: unknown): error is FramedError {
  return error instanceof Error && sourceFrameOf in error;
}
