/** What packages offer to templates. */
import type { Environ } from '@tsgi/protocol';
import type { HttpRequest } from './http-request.ts';

/**
 * Gives names to every template that is rendered for a request: the CSRF field, the flash messages, the user. Called
 * once for each rendering; promises among the values are awaited where a template uses them.
 */
export type ContextProcessor<
  E extends Environ = Environ,
  Context extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>,
> = (request: HttpRequest<E>) => Context | Promise<Context>;
