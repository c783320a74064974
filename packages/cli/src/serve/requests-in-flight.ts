/**
 * Which requests a worker is at, for the log of an error that nobody caught. An `AsyncLocalStorage` would tell the very
 * one, and make every `await` of the application dearer.
 */
import { type Environ, forwardRoutes, type Middleware } from '@tsgi/protocol';

export class RequestsInFlight {
  readonly #environs = new Set<Environ>();

  readonly middleware: Middleware = (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      this.#environs.add(environ);
      environ['tsgi.exchange'].onFinish(() => this.#environs.delete(environ));
      return app(environ, startResponse);
    });

  /** `GET /path`, when there is one; the first of them, and how many more there are. */
  describe(): string | undefined {
    const shown: string[] = [];
    for (const { REQUEST_METHOD, SCRIPT_NAME, PATH_INFO } of this.#environs) {
      if (shown.push(`${REQUEST_METHOD} ${SCRIPT_NAME}${PATH_INFO}`) === MOST_SHOWN) break;
    }
    const more = this.#environs.size - shown.length;
    if (shown.length === 0) return undefined;
    return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
  }
}

const MOST_SHOWN = 5;
