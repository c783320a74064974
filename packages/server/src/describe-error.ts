/** An error as a log shows it: its stack, and its causes. Never what the client sees. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? text : `${text}\n  caused by ${describeError(error.cause)}`;
}
