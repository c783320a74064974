import type { Issue } from '@tsgi/http';

/** What is wrong with each field, by its name; `''` is the form as a whole. */
export type FieldErrors = Readonly<Record<string, string>>;

/** The first issue of each field. */
export function fieldErrors(issues: readonly Issue[]): FieldErrors {
  const errors = new Map<string, string>();
  for (const { path, message } of issues) {
    const field = String(path[0] ?? '');
    if (!errors.has(field)) errors.set(field, message);
  }
  return Object.fromEntries(errors);
}
