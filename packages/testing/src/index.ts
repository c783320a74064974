export { type CallResult, call } from './call.ts';
export type { ClientCookies } from './client-cookies.ts';
export type { ClientResponse, Redirect } from './client-response.ts';
export { createClock, type TestClock } from './clock.ts';
export { type Client, type ClientOptions, createClient } from './create-client.ts';
export { createEnviron, type EnvironOptions, type TestEnviron } from './create-environ.ts';
export type { BodySource, MemoryInput } from './memory-input.ts';
export type {
  Field,
  Fields,
  FormFile,
  RequestBodyOptions,
  RequestHeadOptions,
  RequestOptions,
} from './request-options.ts';
export type { RegisteredUpgrade, TestExchange } from './test-exchange.ts';
export type { TestLog } from './test-log.ts';
export { type TestingCode, TestingError } from './testing-error.ts';
