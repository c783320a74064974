/** The application of the test: a request sets a key of its own, or counts one up. */
import { type HttpRequest, text, view } from '@tsgi/http';
import type { Application, Environ } from '@tsgi/protocol';
import { type SessionEnviron, session, sessions } from '../../src/index.ts';
import type { SessionStore } from '../../src/session-store.ts';

type Data = Readonly<Record<string, number>>;

export function site(store: SessionStore): Application {
  const page = view(async (request: HttpRequest<Environ & SessionEnviron<Data>>) => {
    const visitor = await session(request);
    const key = request.query.get('key') ?? '';
    if (request.path === '/set') {
      // Others load and save in the meantime.
      await new Promise((resolve) => setImmediate(resolve));
      visitor.set(key, 1);
    } else if (request.path === '/count') await visitor.update(key, (n = 0) => n + 1);
    return text(JSON.stringify(Object.fromEntries(visitor.entries())));
  });
  return sessions<Data>({ store, secret: 'a secret of at least thirty-two bytes, for tests' })(page);
}
