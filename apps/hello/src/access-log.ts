import type { Middleware } from '@tsgi/protocol';

/** Writes a line for each request, once its response has ended. */
export const accessLog: Middleware = (app) => (environ, startResponse) => {
  const { REQUEST_METHOD: method, REQUEST_URI: target } = environ;
  environ['tsgi.exchange'].onFinish(({ status, bytes }) => {
    environ['tsgi.errors'].write(`${method} ${target} ${status ?? '-'} ${bytes}\n`);
  });
  return app(environ, startResponse);
};
