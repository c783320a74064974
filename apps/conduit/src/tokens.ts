/** The tokens that name a user: JSON Web Tokens, signed with HMAC-SHA-256. */
import { errors, jwtVerify, SignJWT } from 'jose';

/** Makes and reads tokens. */
export interface Tokens {
  sign(userId: number): Promise<string>;
  /** The user that a token names; `undefined` when it is forged, broken or too old. */
  verify(token: string): Promise<number | undefined>;
}

/** @throws RangeError when the secret is shorter than 32 bytes */
export function createTokens(secret: string): Tokens {
  const key = new TextEncoder().encode(secret);
  if (key.length < 32) throw new RangeError(`The secret for tokens needs 32 bytes or more, this one has ${key.length}`);
  return {
    sign: (userId) =>
      new SignJWT().setProtectedHeader({ alg: 'HS256' }).setSubject(String(userId)).setExpirationTime('60d').sign(key),
    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], requiredClaims: ['sub', 'exp'] });
        return Number(payload.sub);
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
