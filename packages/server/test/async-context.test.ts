import { AsyncLocalStorage } from 'node:async_hooks';
import type { Application } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { connectTo, get } from './raw-client.ts';
import { encode, start } from './start.ts';

/** What each place of a request sees, where nothing but this request's own name may be. */
async function leaks(app: (storage: AsyncLocalStorage<string>, seen: (string | undefined)[]) => Application) {
  const storage = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const { url } = await start(app(storage, seen));
  const client = await connectTo(url);
  client.send(get('/1') + get('/2') + get('/3'));
  for (let i = 0; i < 3; i++) await client.read();
  await client.ask(get('/4'));
  return seen;
}

describe('what enterWith sets in one request', () => {
  it('is not seen by the next ones on the connection: synchronous application', async () => {
    const seen = await leaks((storage, seen) => (environ, startResponse) => {
      seen.push(storage.getStore());
      storage.enterWith(environ.PATH_INFO);
      startResponse('200 OK', []);
      return [encode('x')];
    });
    expect(seen).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is not seen by the next ones on the connection: asynchronous application', async () => {
    const seen = await leaks((storage, seen) => async (environ, startResponse) => {
      seen.push(storage.getStore());
      storage.enterWith(environ.PATH_INFO);
      await environ['tsgi.input'].read();
      startResponse('200 OK', []);
      return [encode('x')];
    });
    expect(seen).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is seen by the body, its close and the callbacks of that request, and by no other', async () => {
    const seen = await leaks((storage, seen) => (environ, startResponse) => {
      const name = environ.PATH_INFO;
      seen.push(storage.getStore());
      storage.enterWith(name);
      const check = () => {
        if (storage.getStore() !== name) seen.push(`${name} saw ${storage.getStore()}`);
      };
      environ['tsgi.exchange'].onFinish(check);
      startResponse('200 OK', []);
      async function* chunks() {
        check();
        yield new Uint8Array(100_000);
        check();
        await Promise.resolve();
        yield encode('x');
        check();
      }
      return Object.assign(chunks(), { close: check });
    });
    expect(seen).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('set in a body, is not seen by the next request', async () => {
    const seen = await leaks((storage, seen) => (environ, startResponse) => {
      seen.push(storage.getStore());
      startResponse('200 OK', []);
      return (function* () {
        storage.enterWith(environ.PATH_INFO);
        yield new Uint8Array(100_000);
        storage.enterWith(`${environ.PATH_INFO} later`);
        yield new Uint8Array(100_000);
      })();
    });
    expect(seen).toEqual([undefined, undefined, undefined, undefined]);
  });
});
