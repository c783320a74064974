/** Signed values with an age: links that expire, tokens that live an hour. */
import { type Clock, systemClock } from './clock.ts';
import type { SignerOptions } from './signer.ts';
import { SigningKeys } from './signing-keys.ts';

/** Options of {@link timedSigner}. */
export interface TimedSignerOptions extends SignerOptions {
  /**
   * The time that is signed and compared.
   * @default the machine's
   */
  readonly clock?: Clock;
}

/** What became of a signed value: it is good, it was (and would be, were it younger), or it never was. */
export type TimedValue =
  | { readonly kind: 'valid'; readonly value: string; readonly signedAt: Date }
  | { readonly kind: 'expired'; readonly value: string; readonly signedAt: Date }
  | { readonly kind: 'invalid' };

/** Signs texts with the time, and says how old its own are. */
export interface TimedSigner {
  /** The value with the time and its signature: `value.time.signature`. */
  sign(value: string): string;
  /**
   * @param maxAge seconds that a value is good for
   */
  verify(signed: string, maxAge: number): TimedValue;
}

/**
 * Makes a {@link TimedSigner}. A time in the future is refused: it was not this clock that signed.
 * @throws UsageError `secret-invalid`
 */
export function timedSigner({ secret, purpose, clock = systemClock }: TimedSignerOptions): TimedSigner {
  const keys = new SigningKeys(secret, `timed-signer:${purpose}`);
  return {
    sign: (value) => {
      const stamped = `${value}.${clock.now().toString(36)}`;
      return `${stamped}.${keys.sign(stamped)}`;
    },
    verify: (signed, maxAge) => {
      const end = signed.lastIndexOf('.');
      const stamped = signed.slice(0, Math.max(0, end));
      const dot = stamped.lastIndexOf('.');
      if (dot === -1 || !keys.verify(stamped, signed.slice(end + 1))) return INVALID;
      const value = stamped.slice(0, dot);
      const at = Number.parseInt(stamped.slice(dot + 1), 36);
      const age = clock.now() - at;
      if (age < 0) return INVALID;
      return { kind: age <= maxAge * 1000 ? 'valid' : 'expired', value, signedAt: new Date(at) };
    },
  };
}

const INVALID: TimedValue = { kind: 'invalid' };
