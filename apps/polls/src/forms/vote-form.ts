import * as v from 'valibot';
import { message } from '../messages/message.ts';

const reason = message('Choose one of these');

/** A vote: the id of one of a poll's choices. */
export function voteForm(choices: readonly { readonly id: number }[]) {
  return v.object({
    choice: v.pipe(
      v.optional(v.string(reason), ''),
      v.transform(Number),
      v.check((id) => choices.some((choice) => choice.id === id), reason),
    ),
  });
}
