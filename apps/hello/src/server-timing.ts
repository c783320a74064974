import { appendHeader, type Middleware, onCommit } from '@tsgi/protocol';

/** Tells the browser how long the application took, in a header that is added before anything is sent. */
export const serverTiming: Middleware = (app) => (environ, startResponse) => {
  const start = performance.now();
  return onCommit(app, environ, startResponse, (response) => ({
    ...response,
    headers: appendHeader(response.headers, 'Server-Timing', `app;dur=${(performance.now() - start).toFixed(2)}`),
  }));
};
