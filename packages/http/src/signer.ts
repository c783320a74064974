/** Values that a client keeps and cannot change. They are signed, not hidden: anybody can read them. */
import { type Secrets, SigningKeys } from './signing-keys.ts';

/** What a signer signs with, and for. */
export interface SignerOptions {
  /** Secrets of 32 bytes or more. Of several the first one signs and all verify: put a new one in front to rotate. */
  readonly secret: Secrets;
  /** What is signed: `'password-reset'`. A value signed for one purpose is refused for any other. */
  readonly purpose: string;
}

/** Signs texts, and knows its own again. */
export interface Signer {
  /** The value with its signature: `value.signature`. */
  sign(value: string): string;
  /** The value that was signed; `undefined` when it was not signed here, or was changed. */
  verify(signed: string): string | undefined;
}

/**
 * Makes a {@link Signer}: HMAC-SHA-256.
 * @throws UsageError `secret-invalid`
 */
export function signer({ secret, purpose }: SignerOptions): Signer {
  const keys = new SigningKeys(secret, `signer:${purpose}`);
  return {
    sign: (value) => `${value}.${keys.sign(value)}`,
    verify: (signed) => {
      const dot = signed.lastIndexOf('.');
      const value = signed.slice(0, Math.max(0, dot));
      return dot !== -1 && keys.verify(value, signed.slice(dot + 1)) ? value : undefined;
    },
  };
}
