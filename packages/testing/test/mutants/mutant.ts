/** Servers that break one rule, made of the reference server: by a layer around the application, or by a quirk. */
import type { Application, Environ, Exchange, InputStream, ResponseBody } from '@tsgi/protocol';
import type { StartServer } from '../../src/conformance/index.ts';
import type { Quirk } from '../reference-server/quirk.ts';
import { startReferenceServer } from '../reference-server/start-reference-server.ts';

export interface Mutant {
  readonly what: string;
  /** The rules that it breaks; at least one case of each must fail. */
  readonly rules: readonly string[];
  readonly start: StartServer;
}

/** A server whose applications are called through a layer that is wrong. */
export function layered(what: string, rules: readonly string[], layer: (app: Application) => Application): Mutant {
  return { what, rules, start: (app, errors) => startReferenceServer(layer(app), errors) };
}

/** A server that changes what it says of a request. */
export function misreporting(what: string, rules: readonly string[], change: (environ: Environ) => object): Mutant {
  return layered(what, rules, (app) => (environ, startResponse) => {
    return app(Object.assign(environ, change(environ)), startResponse);
  });
}

/** A server whose exchange does something else. */
export function withExchange(what: string, rules: readonly string[], change: (of: Exchange) => object): Mutant {
  return misreporting(what, rules, (environ) => {
    const exchange = environ['tsgi.exchange'];
    const { upgrade, earlyHints } = exchange;
    const copy = {
      signal: exchange.signal,
      draining: exchange.draining,
      facts: exchange.facts,
      abort: (reason?: unknown) => exchange.abort(reason),
      onFinish: (callback: Parameters<Exchange['onFinish']>[0]) => exchange.onFinish(callback),
      ...(upgrade === undefined ? {} : { upgrade }),
      ...(earlyHints === undefined ? {} : { earlyHints }),
    };
    return { 'tsgi.exchange': { ...copy, ...change(exchange) } };
  });
}

/** A server whose input does something else. */
export function withInput(what: string, rules: readonly string[], change: (of: InputStream) => object): Mutant {
  return misreporting(what, rules, (environ) => {
    const input = environ['tsgi.input'];
    const copy = {
      read: (size?: number) => input.read(size),
      readLine: (limit?: number) => input.readLine(limit),
      [Symbol.asyncIterator]: () => input[Symbol.asyncIterator](),
    };
    return { 'tsgi.input': { ...copy, ...change(input) } };
  });
}

/** A server that does something else with the body that it gets. */
export function withBody(what: string, rules: readonly string[], change: (of: ResponseBody) => ResponseBody): Mutant {
  return layered(what, rules, (app) => (environ, startResponse) => {
    const returned = app(environ, startResponse);
    return returned instanceof Promise ? returned.then(change) : change(returned);
  });
}

/** A server with a fault of its own. */
export function quirky(quirk: Quirk, rules: readonly string[]): Mutant {
  return { what: quirk, rules, start: (app, errors) => startReferenceServer(app, errors, quirk) };
}

/** The chunks of a body of either kind. */
export async function* chunksOf(body: ResponseBody): AsyncGenerator<Uint8Array, undefined> {
  yield* body;
}
