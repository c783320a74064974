/**
 * An error as a log shows it: its stack, and those of its causes. Not its other properties, which may hold secrets: a
 * driver's error often has the command and its parameters. Lines behind the first are indented and what could steer a
 * terminal is escaped, since a message may repeat what a client has sent.
 */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  // A chain may be a circle.
  for (let cause = error; parts.length < MOST_CAUSES; cause = cause.cause) {
    parts.push(tamed(describeOne(cause)));
    if (!(cause instanceof Error) || cause.cause === undefined) break;
  }
  return parts.join('\n  caused by ');
}

const MOST_CAUSES = 8;

function describeOne(error: unknown): string {
  if (error instanceof Error) return error.stack ?? `${error.name}: ${error.message}`;
  if (typeof error !== 'object' || error === null) return String(error);
  return `an object that is no Error, with ${Object.keys(error).join(', ') || 'no keys'}`;
}

function tamed(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (found) => `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replace(/\n(?! {4}at )/g, '\n  ');
}
