import type { Environ } from '@tsgi/protocol';
import type { SealedStore } from './sealed-store.ts';
import type { SessionStore } from './session-store.ts';

/** Says once, in production, what a store does not promise. */
export function warnOnce(store: SessionStore | SealedStore, environ: Environ): void {
  if (warned.has(store)) return;
  warned.add(store);
  if (process.env['NODE_ENV'] !== 'production') return;
  const missing = Object.entries(store.guarantees).flatMap(([name, given]) => (given === true ? [] : [name]));
  if (missing.length > 0)
    environ['tsgi.errors'].write(
      `The store of sessions is not ${missing.join(', not ')}: the README of @tsgi/sessions says which one is\n`,
    );
}

const warned = new WeakSet<SessionStore | SealedStore>();
