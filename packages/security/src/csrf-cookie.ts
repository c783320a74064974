/** The cookie that holds a visitor's CSRF secret, signed: one that a neighbouring host has made up is none. */
import { GuardedCookie, type Secrets, type Signer, signer } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { SECRET_BYTES } from './csrf-token.ts';

/** Reads and writes the cookie. It goes when the browser closes, and no script can read it. */
export class CsrfCookie {
  readonly #cookie: GuardedCookie;
  readonly #signer: Signer;

  /** @throws UsageError `secret-invalid` or `cookie-invalid` */
  constructor(secret: Secrets, name: string) {
    this.#cookie = new GuardedCookie(name);
    this.#signer = signer({ secret, purpose: `csrf:${name}` });
  }

  /** The secret that the client keeps; `undefined` when there is none that was signed here. */
  read(environ: Environ): Uint8Array | undefined {
    const value = this.#cookie.read(environ);
    const signed = value === undefined ? undefined : this.#signer.verify(value);
    if (signed === undefined) return undefined;
    const secret = Buffer.from(signed, 'base64url');
    return secret.length === SECRET_BYTES ? secret : undefined;
  }

  /** The `Set-Cookie` value that gives a client its secret. */
  format(environ: Environ, secret: Uint8Array): string {
    return this.#cookie.format(environ, this.#signer.sign(Buffer.from(secret).toString('base64url')));
  }
}
