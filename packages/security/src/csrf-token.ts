/**
 * A token is a secret that is hidden anew at each rendering: a random mask, and the secret under it. A page that is
 * compressed together with something that an attacker chooses never repeats a byte of it (BREACH).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Bytes of a secret. */
export const SECRET_BYTES = 32;

/** A new token for a secret, in base64url. */
export function maskSecret(secret: Uint8Array): string {
  const mask = randomBytes(SECRET_BYTES);
  return Buffer.concat([mask, xor(mask, secret)]).toString('base64url');
}

/** Whether a token was made for a secret. Takes the same time wherever it differs. */
export function isTokenOf(secret: Uint8Array, token: string): boolean {
  const bytes = Buffer.from(token, 'base64url');
  // Decoding forgives; what was made here has one spelling.
  if (bytes.length !== 2 * SECRET_BYTES || bytes.toString('base64url') !== token) return false;
  return timingSafeEqual(xor(bytes.subarray(0, SECRET_BYTES), bytes.subarray(SECRET_BYTES)), secret);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, at) => byte ^ (b[at] ?? 0));
}
