import type { ContextProcessor } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import type { FlashMessage } from './session.ts';
import { type SessionEnviron, session } from './session-handle.ts';

/** Gives templates `messages()`: the flash messages, which are taken, and the session loaded, by a page that asks. */
export const sessionContext: ContextProcessor<
  Environ & SessionEnviron<object>,
  { readonly messages: () => Promise<readonly FlashMessage[]> }
> = (request) => ({ messages: async () => (await session(request)).messages() });
