import type { Application } from '@tsgi/protocol';

const page = new TextEncoder().encode('Hello from TSGI\n');

/** The whole of an application: it says status and headers, and gives the body. */
export const hello: Application = (environ, startResponse) => {
  if (environ.PATH_INFO !== '/') {
    startResponse('404 Not Found', [['Content-Type', 'text/plain; charset=utf-8']]);
    return [new TextEncoder().encode('There is only /\n')];
  }
  startResponse('200 OK', [['Content-Type', 'text/plain; charset=utf-8']]);
  return [page];
};
