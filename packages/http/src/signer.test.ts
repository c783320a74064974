import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environOf } from '../test/environ.ts';
import type { Clock } from './clock.ts';
import { HttpRequest } from './http-request.ts';
import { HttpResponse } from './http-response.ts';
import { signedCookie } from './signed-cookie.ts';
import { signer } from './signer.ts';
import { SigningKeys } from './signing-keys.ts';
import { timedSigner } from './timed-signer.ts';

const OLD = 'o'.repeat(32);
const NEW = 'n'.repeat(32);
const START = Date.UTC(2026, 0, 1);

/** A clock that stands where the test puts it. */
const clock: Clock & { time: number } = { time: START, now: () => clock.time, after: () => () => undefined };

describe('signer', () => {
  const ours = signer({ secret: NEW, purpose: 'reset' });

  it('knows what it signed, whatever that was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(ours.verify(ours.sign(value))).toBe(value);
      }),
    );
  });

  it('refuses what was changed in any place', () => {
    const signed = ours.sign('user.7');
    fc.assert(
      fc.property(fc.nat(signed.length), fc.string({ maxLength: 1 }), fc.nat(1), (at, put, cut) => {
        const changed = signed.slice(0, at) + put + signed.slice(at + cut);
        expect(ours.verify(changed)).toBe(changed === signed ? 'user.7' : undefined);
      }),
    );
  });

  it.each(['', '.', 'a', 'a.', '.a', 'a.b'])('refuses %o', (signed) => {
    expect(ours.verify(signed)).toBeUndefined();
  });

  it('signs for one purpose', () => {
    const other = signer({ secret: NEW, purpose: 'mail' });
    expect(other.verify(ours.sign('7'))).toBeUndefined();
    expect(timedSigner({ secret: NEW, purpose: 'reset' }).verify(ours.sign('7.0'), 60).kind).toBe('invalid');
  });

  it('rotates: the first secret signs, all verify', () => {
    const rotated = signer({ secret: [NEW, OLD], purpose: 'reset' });
    const before = signer({ secret: OLD, purpose: 'reset' });
    expect(rotated.verify(before.sign('7'))).toBe('7');
    expect(ours.verify(rotated.sign('7'))).toBe('7');
    expect(before.verify(rotated.sign('7'))).toBeUndefined();
  });

  it('takes bytes for a secret', () => {
    expect(signer({ secret: Buffer.from(NEW), purpose: 'reset' }).verify(ours.sign('7'))).toBe('7');
  });

  it.each([[undefined], [[]], [''], ['x'.repeat(31)], [[NEW, 'short']], [new Uint8Array(31)]])(
    'refuses the secret %o',
    (secret) => {
      // As JavaScript calls it, where a variable of the environment may not be set.
      expect(() => void Reflect.apply(signer, undefined, [{ secret, purpose: 'a' }])).toThrow(
        expect.objectContaining({
          code: 'secret-invalid',
          message: expect.stringContaining('32 random bytes') as string,
        }),
      );
    },
  );

  it('keeps its signature over time', () => {
    // Made once with this version: a change here makes every signed value in the world invalid.
    expect(new SigningKeys(NEW, 'test').sign('value')).toBe('UX8uKryWoDFwzzulqJSLrYckmTgMq50Spw4hcrq9cVI');
  });
});

describe('timedSigner', () => {
  const ours = timedSigner({ secret: NEW, purpose: 'reset', clock });
  const at = (seconds: number): void => {
    clock.time = START + seconds * 1000;
  };

  it('knows the age of what it signed', () => {
    at(0);
    const signed = ours.sign('user.7');
    const valid = { kind: 'valid', value: 'user.7', signedAt: new Date(START) };
    expect(ours.verify(signed, 60)).toEqual(valid);
    at(60);
    expect(ours.verify(signed, 60)).toEqual(valid);
    at(60.001);
    expect(ours.verify(signed, 60)).toEqual({ ...valid, kind: 'expired' });
  });

  it('refuses a time in the future', () => {
    at(1);
    const signed = ours.sign('7');
    at(0.999);
    expect(ours.verify(signed, 60)).toEqual({ kind: 'invalid' });
  });

  it('refuses a time that was changed', () => {
    at(0);
    const [value, time = '', signature] = ours.sign('7').split('.');
    const later = (Number.parseInt(time, 36) + 1).toString(36);
    at(10);
    expect(ours.verify(`${value}.${later}.${signature}`, 60).kind).toBe('invalid');
  });

  it.each(['', '.', '..', 'a.b', 'a.b.c'])('refuses %o', (signed) => {
    expect(ours.verify(signed, 60).kind).toBe('invalid');
  });

  it('goes by the time of the machine unless it is told otherwise', () => {
    const machine = timedSigner({ secret: NEW, purpose: 'reset' });
    expect(machine.verify(machine.sign('7'), 3600).kind).toBe('valid');
  });
});

describe('signedCookie', () => {
  const cart = signedCookie('cart', { secret: NEW, maxAge: 60, path: '/shop', clock });
  const setOn = (response: HttpResponse): string => response.headers.getAll('Set-Cookie').join();
  const requestWith = (cookie: string): HttpRequest =>
    new HttpRequest(environOf({ headers: { Cookie: cookie.split(';')[0] ?? '' } }));

  it('gives back what it set', () => {
    clock.time = START;
    const cookie = setOn(cart.set(new HttpResponse(), 'apples & pears'));
    expect(cookie).toContain('; Max-Age=60; Path=/shop; HttpOnly; SameSite=Lax');
    expect(cart.get(requestWith(cookie))).toBe('apples & pears');
  });

  it('refuses a value that is too old, changed, absent or of another cookie', () => {
    clock.time = START;
    const cookie = setOn(cart.set(new HttpResponse(), '1'));
    expect(cart.get(requestWith(cookie.replace('=1', '=2')))).toBeUndefined();
    expect(cart.get(requestWith(''))).toBeUndefined();
    const other = setOn(signedCookie('role', { secret: NEW, clock }).set(new HttpResponse(), '1'));
    expect(cart.get(requestWith(other.replace('role=', 'cart=')))).toBeUndefined();
    clock.time = START + 61_000;
    expect(cart.get(requestWith(cookie))).toBeUndefined();
  });

  it('has no age without maxAge', () => {
    const forever = signedCookie('a', { secret: NEW, clock });
    clock.time = START;
    const cookie = setOn(forever.set(new HttpResponse(), '1'));
    clock.time = START * 2;
    expect(forever.get(requestWith(cookie))).toBe('1');
    expect(signedCookie('a', { secret: NEW }).get(requestWith(cookie))).toBe('1');
  });

  it('is deleted where it was set', () => {
    expect(setOn(cart.delete(new HttpResponse()))).toMatch(/^cart=; Max-Age=0; Path=\/shop; Expires=/);
  });
});
