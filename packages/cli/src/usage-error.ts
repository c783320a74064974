/** The command was used wrongly: one line on the terminal, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code: UsageCode;

  constructor(code: UsageCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** What was wrong. */
export type UsageCode =
  | 'unknown-command'
  | 'unknown-option'
  | 'bad-option'
  | 'options-conflict'
  | 'no-module'
  | 'no-application'
  | 'bad-config'
  | 'bad-dotenv'
  | 'production'
  | 'pid-file';
