/** Checks an environ when it comes in, and has everything in it watched that an application uses later. */
import type { Environ, ErrorStream, FileWrapper } from '@tsgi/protocol';
import { ExchangeWatch, knownExchangeWatch } from './exchange-watch.ts';
import { exchangeOfInput, InputWatch } from './input-watch.ts';
import type { Inspector } from './inspector.ts';
import { addressRules } from './rules/addresses.ts';
import { type Call, callRules } from './rules/call.ts';
import { environRules } from './rules/environ.ts';
import { errorsRules, logRules } from './rules/errors.ts';
import { exchangeRules } from './rules/exchange.ts';
import { fileBodyRules, fileWrapperRules, fileWrappingRules } from './rules/file-wrapper.ts';
import { inputRules } from './rules/input.ts';
import { requestHeaderRules } from './rules/request-headers.ts';
import { requestLineRules } from './rules/request-line.ts';
import { upgradeOfferRules } from './rules/upgrade.ts';

/** Where an environ carries the exchange that it was seen with, into each copy of it. */
const seenExchange: unique symbol = Symbol.for('tsgi.lint');

/**
 * Checks the call and its environ, and watches input, errors, exchange and file wrapper from now on.
 *
 * @returns the watch of the exchange; `undefined` when, in mode `warn`, there is none that can be watched
 * @throws LintError in mode `throw`
 */
export function watchEnviron(
  inspector: Inspector,
  environ: Environ,
  args: readonly unknown[],
): ExchangeWatch | undefined {
  const call = describeCall(args);
  inspector.demand(callRules, call);
  inspector.demand(environRules, call);
  inspector.demand(requestLineRules, call);
  inspector.demand(addressRules, call);
  inspector.demand(requestHeaderRules, call);
  inspector.demand(upgradeOfferRules, call);
  const hasInput = inspector.demand(inputRules, call);
  const hasErrors = inspector.demand(errorsRules, call);
  const hasFileWrapper = inspector.demand(fileWrapperRules, call);
  if (!inspector.demand(exchangeRules, call)) return undefined;
  const exchange = ExchangeWatch.of(environ['tsgi.exchange'], inspector);
  Reflect.set(environ, seenExchange, environ['tsgi.exchange']);
  if (hasInput) InputWatch.watch(environ['tsgi.input'], inspector, exchange, environ.CONTENT_LENGTH);
  if (hasErrors) Reflect.set(environ, 'tsgi.errors', watchErrors(environ['tsgi.errors'], inspector));
  if (hasFileWrapper) {
    Reflect.set(environ, 'tsgi.file_wrapper', watchFileWrapper(environ['tsgi.file_wrapper'], inspector));
  }
  return exchange;
}

function describeCall(args: readonly unknown[]): Call {
  const [given] = args;
  const environ: Readonly<Record<PropertyKey, unknown>> = isRecord(given) ? given : {};
  const exchange = knownExchangeWatch(environ['tsgi.exchange']);
  const seen = environ[seenExchange];
  const earlier = knownExchangeWatch(seen);
  const ofInput = exchangeOfInput(environ['tsgi.input']);
  return {
    args,
    given,
    environ,
    reused: [exchange, earlier, ofInput].some((watch) => watch?.finished === true),
    exchangeReplaced: earlier?.finished === false && seen !== environ['tsgi.exchange'],
  };
}

function watchErrors(errors: ErrorStream, inspector: Inspector): ErrorStream {
  return {
    write: (text) => {
      inspector.demand(logRules, { text });
      errors.write(text);
    },
    flush: () => errors.flush(),
  };
}

function watchFileWrapper(wrap: FileWrapper, inspector: Inspector): FileWrapper {
  return (file, blockSize) => {
    inspector.demand(fileWrappingRules, { file, blockSize });
    const body = blockSize === undefined ? wrap(file) : wrap(file, blockSize);
    inspector.demand(fileBodyRules, { body });
    return body;
  };
}

function isRecord(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null;
}
