/** A line for each request with what only the server knows: the bytes really sent, and how it ended. */
import type { Middleware } from '@tsgi/protocol';

export function accessLog(write: (line: string) => void): Middleware {
  return (app) => (environ, startResponse) => {
    const line = `${environ.REQUEST_METHOD} ${environ.REQUEST_URI}`;
    environ['tsgi.exchange'].onFinish(({ status, bytes, aborted }) =>
      write(`${line} ${status ?? '-'} ${bytes}${aborted ? ' aborted' : ''}`),
    );
    return app(environ, startResponse);
  };
}
