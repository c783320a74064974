import { createHash, randomBytes } from 'node:crypto';

/** The id of a session, as its cookie has it and as its store has it. */
export class SessionId {
  /** What the cookie carries, and nobody else knows. */
  readonly text: string;
  #stored: string | undefined;

  /** @param text left out for a new one, of 192 random bits */
  constructor(text: string = randomBytes(24).toString('base64url')) {
    this.text = text;
  }

  /** The id under which a store has the session: whoever reads the store has no id to send. */
  get stored(): string {
    return (this.#stored ??= createHash('sha256').update(this.text).digest('base64url'));
  }
}
