import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookieStore } from './cookie.ts';
import type { SealedSession } from './sealed-store.ts';

const [secret, older] = ['a secret of thirty-two bytes or more', 'an older secret of thirty-two bytes'];
const session: SealedSession = { id: 'id', createdAt: 1, expiresAt: 2, values: { n: '"secret value"' } };
const store = cookieStore();

describe('a sealed session', () => {
  it('opens as what it was, whatever its keys and texts are', () => {
    const sealer = store.sealer(secret, 'session');
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (id, given, at) => {
        const values = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, JSON.stringify(value)]));
        const whole = { id, createdAt: at, expiresAt: at + 1, values };
        expect(sealer.open(sealer.seal(whole))).toEqual(whole);
      }),
    );
  });

  it('shows nothing, says its version, and is never twice the same', () => {
    const sealer = store.sealer(secret, 'session');
    const [one, other] = [sealer.seal(session), sealer.seal(session)];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^a[\w-]+$/);
    expect(Buffer.from(one.slice(1), 'base64url').toString('latin1')).not.toContain('secret value');
  });

  it('opens no more when any character of it was changed, or its end was cut', () => {
    const sealer = store.sealer(secret, 'session');
    const text = sealer.seal(session);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'Aa0-_.= é'), (at, character) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        expect(sealer.open(changed)).toEqual(changed === text ? session : undefined);
        expect(sealer.open(text.slice(0, at))).toBeUndefined();
      }),
    );
    expect(sealer.open(`${text}A`)).toBeUndefined();
    expect(sealer.open(`${text}=`)).toBeUndefined();
  });

  it('opens by every secret there is, and is sealed by the first', () => {
    const [before, both, after] = [older, [secret, older], secret].map((secrets) => store.sealer(secrets, 'session'));
    const old = before?.seal(session) ?? '';
    const fresh = both?.seal(session) ?? '';
    expect(both?.open(old)).toEqual(session);
    expect(after?.open(old)).toBeUndefined();
    expect(after?.open(fresh)).toEqual(session);
    expect(before?.open(fresh)).toBeUndefined();
    expect(store.sealer(Buffer.from(secret), 'session').open(fresh)).toEqual(session);
  });

  it('opens as no other cookie', () => {
    const text = store.sealer(secret, 'session').seal(session);
    expect(store.sealer(secret, 'admin').open(text)).toBeUndefined();
  });
});
