/**
 * The form of a poll. Its buttons for adding, moving and removing choices send it too, so that it works without
 * JavaScript: it comes back with its choices arranged and everything else kept.
 */
import { type Form, validate } from '@tsgi/http';
import * as v from 'valibot';
import { message } from '../messages/message.ts';
import type { Draft, Poll } from '../models/polls.ts';
import type { Pictures } from '../pictures.ts';
import { arrange, type ChoiceRow, type Focus, rowsOf } from './choice-rows.ts';
import { type FieldErrors, fieldErrors } from './field-errors.ts';

/** What stands in the fields. */
export interface PollFields {
  readonly question: string;
  readonly description: string;
  /** The file of a picture that is kept already; `''` without one. */
  readonly picture: string;
  readonly pictureText: string;
  readonly choices: readonly ChoiceRow[];
}

/** A form that was sent. */
export type SentPoll =
  | { readonly kind: 'valid'; readonly draft: Draft }
  | { readonly kind: 'invalid'; readonly fields: PollFields; readonly errors: FieldErrors }
  | { readonly kind: 'arranged'; readonly fields: PollFields; readonly focus: Focus };

/** The fields for a new poll. */
export const emptyPoll: PollFields = {
  question: '',
  description: '',
  picture: '',
  pictureText: '',
  choices: [
    { id: '', text: '' },
    { id: '', text: '' },
    { id: '', text: '' },
  ],
};

/** The fields for a poll that is there. */
export function fieldsOf({ question, description, picture, pictureText, choices }: Poll): PollFields {
  return {
    question,
    description,
    picture: picture ?? '',
    pictureText,
    choices: choices.map(({ id, text }) => ({ id: String(id), text })),
  };
}

/** Reads what was sent. A picture is kept at once, so that it is not lost when something else is wrong. */
export async function readPollForm(form: Form, pictures: Pictures): Promise<SentPoll> {
  const picture = await readPicture(form, pictures);
  const fields: PollFields = {
    question: form.get('question') ?? '',
    description: form.get('description') ?? '',
    picture: picture.name,
    pictureText: form.get('pictureText') ?? '',
    choices: rowsOf(form),
  };
  const arranged = arrange(fields.choices, form.get('arrange'));
  if (arranged !== undefined) {
    return { kind: 'arranged', fields: { ...fields, choices: arranged.rows }, focus: arranged.focus };
  }
  const checked = await validate(pollSchema, fields);
  const errors = { ...(checked.ok ? {} : fieldErrors(checked.issues)), ...picture.errors };
  if (checked.ok && Object.keys(errors).length === 0) return { kind: 'valid', draft: checked.value };
  return { kind: 'invalid', fields, errors };
}

const line = (length: number) => v.pipe(v.string(), v.trim(), v.maxLength(length, message('This is too long')));

const choices = v.pipe(
  v.array(
    v.object({
      id: v.pipe(
        v.string(),
        v.regex(/^[0-9]{0,15}$/),
        v.transform((id) => (id === '' ? undefined : Number(id))),
      ),
      text: line(200),
    }),
  ),
  v.transform((rows) => rows.filter(({ text }) => text !== '')),
  v.minLength(2, message('Give two choices at least')),
  v.maxLength(20, message('Give twenty choices at most')),
  v.check(
    (rows) => new Set(rows.map(({ text }) => text.toLowerCase())).size === rows.length,
    message('Two choices are the same'),
  ),
);

const pollSchema = v.object({
  question: v.pipe(line(200), v.nonEmpty(message('Write a question'))),
  description: line(2000),
  picture: v.pipe(
    v.string(),
    v.transform((name) => (name === '' ? null : name)),
  ),
  pictureText: line(200),
  choices,
});

async function readPicture(
  form: Form,
  pictures: Pictures,
): Promise<{ readonly name: string; readonly errors: FieldErrors }> {
  const before = form.get('picture') ?? '';
  const present = form.get('removePicture') === undefined && (await pictures.has(before)) ? before : '';
  const file = form.file('pictureFile');
  if (file === undefined) return { name: present, errors: {} };
  const kept = await pictures.keep(file);
  return kept.kind === 'kept' ? { name: kept.name, errors: {} } : { name: present, errors: { picture: kept.reason } };
}
