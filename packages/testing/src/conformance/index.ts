export { type ConformanceOptions, serverConformance, type TestFunction } from './server-conformance.ts';
export type { StartedServer, StartServer } from './site.ts';
