import { conflict } from '@tsgi/http';

/** @throws HttpError 409: another request has ended this session meanwhile, and the changes of this one are void. */
export function ended(): never {
  throw conflict({ code: 'session-ended', message: 'Your session has ended meanwhile' });
}
