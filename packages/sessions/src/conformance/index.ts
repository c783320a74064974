export {
  type SessionStoreConformanceOptions,
  sessionStoreConformance,
  type TestFunction,
} from './session-store-conformance.ts';
export type { OpenedStore, OpenStore } from './store-place.ts';
