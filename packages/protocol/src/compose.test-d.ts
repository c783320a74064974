import { describe, expectTypeOf, it } from 'vitest';
import {
  type Application,
  compose,
  type Environ,
  type HeaderList,
  type Middleware,
  provide,
  type StartResponse,
} from './index.ts';

interface Session<T> {
  get<K extends keyof T>(key: K): T[K] | undefined;
}
interface SessionEnviron<T = {}> {
  'tsgi.session': Session<T>;
}
interface UserEnviron {
  'tsgi.user': { readonly id: number };
}
interface Cart {
  userId: number;
  cart: string[];
}

declare function sessions<T>(): Middleware<SessionEnviron<T>>;
declare function numbers<Id>(first: Id): Middleware<{ 'tsgi.id': Id }, UserEnviron>;
declare function serve(app: Application): void;

const timing: Middleware = (app) => (environ, startResponse) => app(environ, startResponse);
const user: Middleware<UserEnviron, SessionEnviron> = (app) => (environ, startResponse) => {
  expectTypeOf(environ['tsgi.session']).toEqualTypeOf<Session<{}>>();
  return app(provide(environ, { 'tsgi.user': { id: 1 } } satisfies UserEnviron), startResponse);
};
/** Reads a key of the session, so a session of any other type will not do. */
const cartCount: Middleware<{ 'tsgi.count': number }, SessionEnviron<Cart>> = (app) => (environ, startResponse) =>
  app(provide(environ, { 'tsgi.count': environ['tsgi.session'].get('cart')?.length ?? 0 }), startResponse);

const plain: Application = () => [];
const site: Application<Environ & SessionEnviron<Cart> & UserEnviron> = () => [];

describe('a stack', () => {
  it('compiles in the right order, nested or composed', () => {
    serve(plain);
    serve(timing(sessions<Cart>()(user(site))));
    serve(compose(timing, sessions<Cart>(), user)(site));
  });

  it('does not compile in the wrong order', () => {
    // @ts-expect-error -- user() needs a session from outside
    serve(timing(user(sessions<Cart>()(site))));
    // @ts-expect-error -- user() needs a session from further left
    serve(compose(timing, user, sessions<Cart>())(site));
  });

  it('does not compile with one missing', () => {
    // @ts-expect-error -- no session
    serve(user(site));
    // @ts-expect-error -- no user
    serve(compose(timing, sessions<Cart>())(site));
    // @ts-expect-error -- neither
    serve(timing(site));
  });

  it('does not compile when two disagree on the type of a key', () => {
    // @ts-expect-error -- the application reads a session of another type
    sessions<{ userId: string }>()(site);
    // @ts-expect-error -- so does cartCount
    compose(sessions<{ userId: string }>(), cartCount);
    // @ts-expect-error -- the composed stack provides another type than the application reads
    compose(timing, sessions<{ userId: string }>(), user)(site);
  });

  it('takes middleware that a generic function makes of its argument', () => {
    const numbered: Application<Environ & { 'tsgi.id': number }> = () => [];
    serve(compose(sessions<Cart>(), user, numbers(1))(numbered));
    serve(compose(sessions<Cart>(), user, numbers(1), compose(timing, compose()))(numbered));
    // @ts-expect-error -- numbers() needs a user from further left
    serve(compose(numbers(1))(numbered));
    // @ts-expect-error -- the application reads an id of another type
    serve(compose(sessions<Cart>(), user, numbers('1'))(numbered));
  });

  it('takes composes in composes', () => {
    const inner = compose(user, timing);
    serve(compose(timing, compose(sessions<Cart>(), inner), compose())(site));
    // @ts-expect-error -- the inner one still needs a session
    serve(compose(timing, compose(inner))(site));
  });

  it('takes an application with an interface of its own', () => {
    interface AppEnviron extends Environ, SessionEnviron<Cart> {}
    const app: Application<AppEnviron> = (environ) => {
      expectTypeOf(environ['tsgi.session'].get('cart')).toEqualTypeOf<string[] | undefined>();
      return [];
    };
    serve(sessions<Cart>()(app));
    serve(compose(timing, sessions<Cart>())(app));
    // @ts-expect-error -- no session
    serve(app);
  });

  it('meets a narrower requirement with a wider provision', () => {
    serve(compose(sessions<Cart>(), user)(plain));
    const narrow: Application<Environ & SessionEnviron<{ userId: number }>> = () => [];
    serve(sessions<Cart>()(narrow));
    serve(compose(sessions<Cart>(), cartCount)(narrow));
  });

  it('infers the environ of an inline application', () => {
    serve(
      sessions<Cart>()((environ, startResponse) => {
        expectTypeOf(environ).toEqualTypeOf<Environ & SessionEnviron<Cart>>();
        expectTypeOf(startResponse).toEqualTypeOf<StartResponse>();
        return [];
      }),
    );
    serve(
      compose(
        timing,
        sessions<Cart>(),
        user,
      )((environ) => {
        expectTypeOf(environ['tsgi.user'].id).toEqualTypeOf<number>();
        expectTypeOf(environ['tsgi.session'].get('userId')).toEqualTypeOf<number | undefined>();
        expectTypeOf(environ.PATH_INFO).toEqualTypeOf<string>();
        expectTypeOf(environ.HTTP_ACCEPT).toEqualTypeOf<string | undefined>();
        return [];
      }),
    );
  });

  it('takes a middleware that both needs and provides the same key, changed', () => {
    interface Wide {
      'tsgi.level': { readonly level: number };
    }
    interface Wider {
      'tsgi.level': { readonly level: number; readonly name: string };
    }
    const level: Middleware<Wide> = (app) => (environ, start) =>
      app(provide(environ, { 'tsgi.level': { level: 1 } }), start);
    const named: Middleware<Wider, Wide> = (app) => (environ, start) =>
      app(provide(environ, { 'tsgi.level': { ...environ['tsgi.level'], name: 'one' } }), start);
    const reads: Application<Environ & Wider> = () => [];
    serve(compose(level, named)(reads));
    serve(level(named(reads)));
    // @ts-expect-error -- nobody provides the narrower level
    serve(compose(named)(reads));
  });

  it('is inferred without any and never', () => {
    expectTypeOf(compose(timing, sessions<Cart>(), user)).toEqualTypeOf<
      Middleware<{} & SessionEnviron<Cart> & UserEnviron>
    >();
    const stack = compose(user, timing);
    expectTypeOf(stack).not.toBeAny();
    expectTypeOf(stack).not.toBeNever();
    const wrapped = stack(plain);
    expectTypeOf(wrapped).parameter(0).not.toBeAny();
    expectTypeOf(wrapped).parameter(0).not.toBeNever();
    expectTypeOf(wrapped).parameter(0).toExtend<SessionEnviron>();
    expectTypeOf(compose()).toEqualTypeOf<Middleware>();
  });

  it('refuses what is not declared as a middleware', () => {
    // @ts-expect-error -- says nothing of what it provides and requires
    compose(timing, (app: Application) => app);
    // @ts-expect-error -- nor does this
    compose(timing, <E extends Environ>(app: Application<E>): Application<E> => app);
    // @ts-expect-error -- an application is not a middleware
    compose(timing, plain);
    // @ts-expect-error -- nor is a number
    compose(timing, 5);
  });

  it('takes twenty middleware', () => {
    const t = timing;
    serve(compose(t, t, t, t, t, t, t, t, t, sessions<Cart>(), user, t, t, t, t, t, t, t, t, t)(site));
    // @ts-expect-error -- the session stands behind the user
    serve(compose(t, t, t, t, t, t, t, t, t, user, sessions<Cart>(), t, t, t, t, t, t, t, t, t)(site));
  });
});

describe('a middleware', () => {
  it('may not forget to provide a key', () => {
    // @ts-expect-error -- passes on an environ without the user
    const forgetful: Middleware<UserEnviron> = (app) => (environ, startResponse) => app(environ, startResponse);
    expectTypeOf(forgetful).toEqualTypeOf<Middleware<UserEnviron>>();
  });

  it('may not read a key that it does not require', () => {
    const curious: Middleware = (app) => (environ, startResponse) => {
      // @ts-expect-error -- nothing says that there is a session
      environ['tsgi.session'];
      return app(environ, startResponse);
    };
    expectTypeOf(curious).toEqualTypeOf<Middleware>();
  });
});

describe('an environ', () => {
  it('knows CGI values as strings, and absent ones as undefined', () => {
    const environ = {} as Environ;
    expectTypeOf(environ.SERVER_PORT).toEqualTypeOf<string>();
    expectTypeOf(environ.CONTENT_LENGTH).toEqualTypeOf<string | undefined>();
    expectTypeOf(environ.HTTP_HOST).toEqualTypeOf<string | undefined>();
  });

  it('takes headers as constant tuples', () => {
    expectTypeOf([['A', 'b']] as const).toExtend<HeaderList>();
    // @ts-expect-error -- a value is missing
    const broken: HeaderList = [['A']];
    expectTypeOf(broken).toEqualTypeOf<HeaderList>();
  });
});
