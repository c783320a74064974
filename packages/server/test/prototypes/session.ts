/** A working session in one file: what `onCommit` must be able to carry, not the session package. */
import { randomUUID } from 'node:crypto';
import { addListItem, appendHeader, type Middleware, onCommit, provide } from '@tsgi/protocol';

export interface SessionEnviron {
  'prototype.session': Map<string, string>;
}

export interface Store {
  load(id: string): Promise<ReadonlyMap<string, string> | undefined>;
  save(id: string, data: ReadonlyMap<string, string>): Promise<void>;
}

export function session(store: Store): Middleware<SessionEnviron> {
  return (app) => async (environ, startResponse) => {
    const known = /(?:^|; )sid=([^;]+)/.exec(environ.HTTP_COOKIE ?? '')?.[1];
    const data = new Map(known === undefined ? [] : await store.load(known));
    const before = JSON.stringify([...data]);
    const inner = provide(environ, { 'prototype.session': data } satisfies SessionEnviron);
    return onCommit(app, inner, startResponse, async (response) => {
      const headers = addListItem(response.headers, 'Vary', 'Cookie');
      if (JSON.stringify([...data]) === before) return { ...response, headers };
      const id = known ?? randomUUID();
      await store.save(id, data);
      return { ...response, headers: appendHeader(headers, 'Set-Cookie', `sid=${id}; HttpOnly; Path=/`) };
    });
  };
}
