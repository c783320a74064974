import * as v from 'valibot';
import { message } from '../messages/message.ts';

/** Who wants to sign in, and where to go then. */
export const signInForm = v.object({
  name: v.pipe(v.optional(v.string(), ''), v.trim(), v.nonEmpty(message('Enter your name')), v.maxLength(200)),
  password: v.pipe(v.optional(v.string(), ''), v.nonEmpty(message('Enter your password')), v.maxLength(200)),
  next: v.optional(v.string(), ''),
});
