import { HttpError, HttpRequest } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';

/** The URL that a client addressed; the error that answers (400) where its `Host` is none. */
export function addressedUrl(environ: Environ): URL | HttpError {
  try {
    return new HttpRequest(environ).url;
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
}
