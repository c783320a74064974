/** The choices of a poll while they are edited: rows that are added, moved and removed. */
import type { Form } from '@tsgi/http';

/** The fields of one choice. */
export interface ChoiceRow {
  /** `''` for one that is new. */
  readonly id: string;
  readonly text: string;
}

/** Where the keyboard goes on after rows were arranged. */
export interface Focus {
  readonly row: number;
  readonly on: 'text' | 'up' | 'down';
}

/** The rows of a form, in its order. */
export function rowsOf(form: Form): readonly ChoiceRow[] {
  const ids = form.getAll('choiceId');
  return form.getAll('choiceText').map((text, index) => ({ id: ids[index] ?? '', text }));
}

/**
 * Does what a button says: `add`, `up:2`, `down:0`, `remove:1`. `undefined` when it was none of these, or there is no
 * such row.
 */
export function arrange(
  rows: readonly ChoiceRow[],
  button: string | undefined,
): { readonly rows: readonly ChoiceRow[]; readonly focus: Focus } | undefined {
  if (button === 'add') {
    return { rows: [...rows, { id: '', text: '' }], focus: { row: rows.length, on: 'text' } };
  }
  const [, action, number] = /^(up|down|remove):([0-9]{1,3})$/.exec(button ?? '') ?? [];
  const at = Number(number);
  const row = rows[at];
  if (row === undefined) return undefined;
  const others = rows.filter((_, index) => index !== at);
  if (action === 'remove') return { rows: others, focus: { row: Math.min(at, others.length - 1), on: 'text' } };
  const to = Math.min(Math.max(at + (action === 'up' ? -1 : 1), 0), others.length);
  return { rows: others.toSpliced(to, 0, row), focus: { row: to, on: focusAt(to, others.length, action) } };
}

/** The button that was pressed, unless it is of no use there. */
function focusAt(row: number, last: number, action: string | undefined): Focus['on'] {
  if (row === 0) return 'down';
  if (row === last) return 'up';
  return action === 'up' ? 'up' : 'down';
}
