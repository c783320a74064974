export type { SealedSession, SealedStore, SessionSealer } from './sealed-store.ts';
export type { FlashMessage, Session } from './session.ts';
export { sessionContext } from './session-context.ts';
export type { SessionCookieOptions } from './session-cookie.ts';
export { type SessionCode, SessionError } from './session-error.ts';
export { type SessionEnviron, type SessionHandle, session } from './session-handle.ts';
export type {
  ChangeResult,
  SessionChange,
  SessionStore,
  StoredSession,
  StoreGuarantees,
} from './session-store.ts';
export { type SessionsOptions, sessions } from './sessions.ts';
