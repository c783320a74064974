/** Keys made from secrets, each for one purpose: what one signer made, no other accepts. */
import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { UsageError } from './usage-error.ts';

/** Secrets, the newest first: the first one signs, all of them verify. Each has 32 bytes or more. */
export type Secrets = string | Uint8Array | readonly (string | Uint8Array)[];

/** Signs bytes with the newest key, and verifies with any. */
export class SigningKeys {
  readonly #keys: readonly [KeyObject, ...KeyObject[]];

  /**
   * @param purpose what the keys are for: each purpose has keys of its own (HKDF-SHA-256, RFC 5869)
   * @throws UsageError `secret-invalid`
   */
  constructor(secrets: Secrets, purpose: string) {
    const [first, ...others] = listOf(secrets);
    if (first === undefined) throw new UsageError('secret-invalid', `There is no secret for ${purpose}: ${HOW}`);
    this.#keys = [deriveKey(first, purpose), ...others.map((secret) => deriveKey(secret, purpose))];
  }

  /** The signature of a text, in base64url. */
  sign(text: string): string {
    return mac(this.#keys[0], text).toString('base64url');
  }

  /** Whether a text was signed with one of the keys. Takes the same time wherever the signature is wrong. */
  verify(text: string, signature: string): boolean {
    const given = Buffer.from(signature, 'base64url');
    // Decoding forgives; what was signed has one spelling.
    if (given.length !== SIGNATURE_BYTES || given.toString('base64url') !== signature) return false;
    return this.#keys.some((key) => timingSafeEqual(mac(key, text), given));
  }
}

const SECRET_BYTES = 32;
const HOW = `give ${SECRET_BYTES} random bytes or more, which "openssl rand -hex ${SECRET_BYTES}" makes, from the environment or a file`;
const SIGNATURE_BYTES = 32;

/** A variable of the environment that is not set is none, whatever the types say. */
function listOf(secrets: Secrets | undefined): readonly (string | Uint8Array)[] {
  if (secrets === undefined) return [];
  return typeof secrets === 'string' || secrets instanceof Uint8Array ? [secrets] : secrets;
}

function deriveKey(secret: string | Uint8Array, purpose: string): KeyObject {
  const bytes = typeof secret === 'string' ? Buffer.from(secret) : secret;
  if (bytes.length < SECRET_BYTES) {
    throw new UsageError('secret-invalid', `The secret for ${purpose} has ${bytes.length} bytes: ${HOW}`);
  }
  return createSecretKey(Buffer.from(hkdfSync('sha256', bytes, '', `tsgi:${purpose}`, SIGNATURE_BYTES)));
}

function mac(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
