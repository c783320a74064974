/**
 * Where a route was registered, as `file:line:column`; `undefined` where the engine does not say.
 * @param registrar the function that was called there
 */
export function registrationSite(registrar: NewableFunction | CallableFunction): string | undefined {
  const trace: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(trace, registrar);
  Error.stackTraceLimit = limit;
  return /(?:\(|at )((?:file:\/\/)?[^()]+:\d+:\d+)\)?$/.exec(trace.stack ?? '')?.[1]?.replace('file://', '');
}
