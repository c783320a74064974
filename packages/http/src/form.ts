/** A form as it was sent: fields in their order, and files. */
import type { UploadedFile } from './uploaded-file.ts';

/** What a schema is given: an object without a prototype, a list where a name repeats. */
export type FormInput = Readonly<Record<string, FormValue | readonly FormValue[]>>;

/** One value of a form. */
export type FormValue = string | UploadedFile;

/** The fields and files of a form. Names may repeat. */
export class Form implements Iterable<readonly [name: string, value: FormValue]> {
  readonly #entries: readonly (readonly [name: string, value: FormValue])[];

  constructor(entries: readonly (readonly [name: string, value: FormValue])[]) {
    this.#entries = entries;
  }

  /** The first text under a name. */
  get(name: string): string | undefined {
    return this.getAll(name)[0];
  }

  /** Every text under a name, in order. */
  getAll(name: string): readonly string[] {
    return this.#entries.flatMap(([key, value]) => (key === name && typeof value === 'string' ? [value] : []));
  }

  /** The first file under a name; `undefined` also where the client left the field empty. */
  file(name: string): UploadedFile | undefined {
    return this.files(name)[0];
  }

  /** Every file under a name, in order; every file of the form when the name is left out. */
  files(name?: string): readonly UploadedFile[] {
    return this.#entries.flatMap(([key, value]) =>
      typeof value !== 'string' && (name === undefined || key === name) ? [value] : [],
    );
  }

  /** Whether there is a text or a file under a name. */
  has(name: string): boolean {
    return this.#entries.some(([key]) => key === name);
  }

  /**
   * The form as one object, without a prototype: a name that repeats has a list, any other its value alone.
   * @param lists names that have a list however often they occur, also not at all: checkboxes, multiple selects
   */
  toObject(lists: readonly string[] = []): FormInput {
    const values = new Map<string, FormValue[]>(lists.map((name) => [name, []]));
    for (const [name, value] of this.#entries) {
      const present = values.get(name);
      if (present === undefined) values.set(name, [value]);
      else present.push(value);
    }
    const object: FormInput = Object.fromEntries(
      Array.from(values, ([name, all]) => [name, all.length === 1 && !lists.includes(name) ? (all[0] ?? '') : all]),
    );
    Object.setPrototypeOf(object, null);
    return object;
  }

  [Symbol.iterator](): Iterator<readonly [name: string, value: FormValue]> {
    return this.#entries[Symbol.iterator]();
  }
}
