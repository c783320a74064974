/** Sessions in the visitor's cookie, sealed: nothing to run, nothing to look up, and nothing that can be taken back. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { type Secrets, SigningKeys } from '@tsgi/http';
import type { SealedSession, SealedStore, SessionSealer } from './sealed-store.ts';

/**
 * Makes a store that keeps the whole session in its cookie, under AES-256-GCM with keys made from the secrets of the
 * middleware: the visitor can neither read nor change it. A session whose cookie would be longer than 4096 bytes is
 * refused when it is saved (UsageError `cookie-too-large`), since browsers drop one without a word.
 *
 * Of two requests at the same time the one whose cookie comes last wins. Whoever has kept an old cookie can send it
 * again until it expires, after a logout too.
 */
export function cookieStore(): SealedStore {
  return {
    guarantees: { atomic: false, shared: true, revocable: false },
    sealer: (secrets, name) => {
      const keys = keysOf(secrets);
      const [newest] = keys;
      // What was sealed for another cookie, or in another version of this format, does not open.
      const context = Buffer.from(`${VERSION}${name}`);
      return {
        seal: (session) => VERSION + encrypt(newest, context, plainOf(session)).toString('base64url'),
        open: (text) => (text.startsWith(VERSION) ? open(keys, context, text.slice(VERSION.length)) : undefined),
      } satisfies SessionSealer;
    },
  };
}

// A format that changes gets another letter, and this one stays readable for as long as sessions live.
const VERSION = 'a';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
// NIST SP 800-38D §8.2.2: a random nonce of 96 bits, good for 2^32 cookies under one key.
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

type Keys = readonly [Buffer, ...Buffer[]];

function keysOf(secrets: Secrets): Keys {
  // Says which secrets are none.
  new SigningKeys(secrets, PURPOSE);
  const [first = '', ...others] = typeof secrets === 'string' || secrets instanceof Uint8Array ? [secrets] : secrets;
  return [keyOf(first), ...others.map(keyOf)];
}

const PURPOSE = 'session-cookie';

/** HKDF (RFC 5869): a key for this purpose alone. */
function keyOf(secret: string | Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `tsgi:${PURPOSE}:${CIPHER}`, KEY_BYTES));
}

function encrypt(key: Buffer, context: Buffer, plain: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(context);
  return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function open(keys: Keys, context: Buffer, text: string): SealedSession | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Decoding forgives; what was sealed has one spelling.
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== text) return undefined;
  for (const key of keys) {
    const plain = decrypt(key, context, bytes);
    if (plain !== undefined) return sessionOf(plain);
  }
  return undefined;
}

function decrypt(key: Buffer, context: Buffer, bytes: Buffer): string | undefined {
  const end = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(context).setAuthTag(bytes.subarray(end));
  const plain = decipher.update(bytes.subarray(NONCE_BYTES, end), undefined, 'utf8');
  try {
    return plain + decipher.final('utf8');
  } catch {
    // Not sealed by this key.
    return undefined;
  }
}

function plainOf({ id, createdAt, expiresAt, values }: SealedSession): string {
  return JSON.stringify([id, createdAt, expiresAt, values]);
}

function sessionOf(plain: string): SealedSession {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- sealed by `plainOf` alone
  const [id, createdAt, expiresAt, values] = JSON.parse(plain) as [string, number, number, Record<string, string>];
  return { id, createdAt, expiresAt, values };
}
