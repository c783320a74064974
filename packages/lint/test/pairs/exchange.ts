/** Partners for the rules about the exchange, upgrades and file bodies. */
import { type Application, type Environ, type Middleware, shiftPath } from '@tsgi/protocol';
import { environFor, fileWith } from '../drive.ts';
import { MemoryExchange } from '../memory-exchange.ts';
import { answers, bytes, hello, type Pairs, type Partner, plain, sets, wrong } from '../partner.ts';

const withExchange = (changes: Readonly<Record<string, unknown>>): Partner => ({
  habits: {
    environ: (environ) => {
      for (const [key, value] of Object.entries(changes)) {
        Object.defineProperty(environ['tsgi.exchange'], key, { value, configurable: true });
      }
      return environ;
    },
  },
});

const wraps = (file: unknown, blockSize?: number): Application =>
  ((environ, startResponse) => {
    startResponse('200 OK', plain);
    return environ['tsgi.file_wrapper'](wrong(file), blockSize);
  }) satisfies Application;

const upgradable = (changes: Partial<Environ> = {}): Environ =>
  environFor({ 'tsgi.exchange': new MemoryExchange(true), ...changes });

const mount =
  (change: (environ: Environ) => Environ): Middleware =>
  (app) =>
  (environ, startResponse) =>
    app(change(environ) as typeof environ, startResponse);

const upgrades: Application = (environ, startResponse) => {
  environ['tsgi.exchange'].upgrade?.(() => undefined);
  startResponse('101 Switching Protocols', []);
  return [];
};

export const exchangePairs: Pairs = {
  'exchange-invalid': {
    mutants: [
      sets({ 'tsgi.exchange': {} }),
      ...['signal', 'draining', 'facts', 'abort', 'onFinish'].map((part) => withExchange({ [part]: undefined })),
      withExchange({ upgrade: true }),
      withExchange({ earlyHints: 'Link' }),
    ],
  },
  'exchange-replaced': {
    right: { between: mount((environ) => shiftPath({ ...environ, PATH_INFO: '/a/b' }) ?? environ) },
    mutants: [{ between: mount((environ) => ({ ...environ, 'tsgi.exchange': environFor()['tsgi.exchange'] })) }],
  },
  'exchange-overwritten': {
    mutants: [
      {
        app: (environ, startResponse) => {
          environ['tsgi.exchange'] = environFor()['tsgi.exchange'];
          return hello(environ, startResponse);
        },
      },
    ],
  },
  'exchange-misused': {
    right: {
      app: (environ, startResponse) => {
        environ['tsgi.exchange'].onFinish(() => undefined);
        environ['tsgi.exchange'].earlyHints?.([['Link', '</a.css>; rel=preload']]);
        return hello(environ, startResponse);
      },
    },
    mutants: (['onFinish', 'earlyHints', 'upgrade'] as const).map((method) => ({
      environ: upgradable,
      app: (environ, startResponse) => {
        environ['tsgi.exchange'][method]?.(wrong('text'));
        return hello(environ, startResponse);
      },
    })),
  },
  'finish-repeated': {
    mutants: [
      {
        habits: {
          finish: (callbacks, finish) => {
            for (const callback of callbacks) {
              callback(finish);
              callback(finish);
            }
          },
        },
      },
    ],
  },
  'finish-disordered': {
    mutants: [
      {
        habits: {
          finish: (callbacks, finish) => {
            for (const callback of callbacks.toReversed()) callback(finish);
          },
        },
      },
    ],
  },
  'finish-invalid': {
    mutants: [undefined, { status: '200' }, { headers: undefined }, { bytes: -1 }, { aborted: undefined }].map(
      (changes) => ({
        habits: {
          finish: (callbacks, finish) => {
            const given = changes === undefined ? undefined : { ...finish, ...changes };
            for (const callback of callbacks) callback(wrong(given));
          },
        },
      }),
    ),
  },
  'trailers-invalid': {
    right: withExchange({ trailers: [['Digest', 'x']] }),
    mutants: [withExchange({ trailers: { Digest: 'x' } }), withExchange({ trailers: [['Digest']] })],
  },
  'signal-late': {
    right: { habits: { after: (exchange) => exchange.abort() } },
    mutants: [{ habits: { after: (exchange) => exchange.abortAnyway() } }],
  },
  'upgrade-offered-wrongly': {
    right: { environ: () => upgradable({ CONTENT_LENGTH: '0' }) },
    mutants: [
      { environ: () => upgradable({ SERVER_PROTOCOL: 'HTTP/1.0' }) },
      { environ: () => upgradable({ CONTENT_LENGTH: '3' }) },
    ],
  },
  'upgrade-invalid': {
    right: { app: upgrades, environ: upgradable },
    mutants: [{ app: answers('101 Switching Protocols'), environ: upgradable }],
  },
  'file-wrapper-invalid': { mutants: [sets({ 'tsgi.file_wrapper': {} })] },
  'file-invalid': {
    right: { app: wraps(fileWith('hello'), 2) },
    mutants: [
      { app: wraps('/etc/passwd') },
      { app: wraps({ fd: -1 }) },
      { app: wraps({ fd: 3, start: 0.5 }) },
      { app: wraps(fileWith('hello'), 0) },
    ],
  },
  'file-body-invalid': {
    right: { app: wraps(fileWith('hello')) },
    mutants: [
      { app: wraps(fileWith('hello')), ...sets({ 'tsgi.file_wrapper': () => [bytes('hello')] }) },
      { app: wraps(fileWith('hello')), ...sets({ 'tsgi.file_wrapper': () => undefined }) },
    ],
  },
};
