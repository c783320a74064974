/** Answers 503 for an application that has not begun its response in time, and gives it up. */
import { type Middleware, onCommit } from '@tsgi/protocol';

const tooSlow = new TextEncoder().encode('Too slow\n');

export function timeout(milliseconds: number): Middleware {
  return (app) => (environ, startResponse) =>
    onCommit(
      app,
      environ,
      startResponse,
      (response) => response,
      (answer) => {
        const timer = setTimeout(() => {
          environ['tsgi.exchange'].abort(new Error(`no answer within ${milliseconds} ms`));
          answer({ status: '503 Service Unavailable', headers: [['Content-Type', 'text/plain']], body: [tooSlow] });
        }, milliseconds);
        return () => clearTimeout(timer);
      },
    );
}
