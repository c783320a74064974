import type { chinese } from './chinese.ts';

/** A text of the site, in English. What is no such text has no translation, and does not compile. */
export type Message = keyof typeof chinese;

/** Marks a text that is translated when it is shown. */
export function message(text: Message): Message {
  return text;
}
