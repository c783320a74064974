/** Whether a statement failed because a value that has to be unique is there already. */
export function isTaken(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && uniqueViolation.test(cause.code)) return true;
  }
  return false;
}

/** SQLite's code, in both its forms, and PostgreSQL's. */
const uniqueViolation = /^(SQLITE_CONSTRAINT|SQLITE_CONSTRAINT_UNIQUE|23505)$/;
