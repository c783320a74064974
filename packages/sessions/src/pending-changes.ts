/** The values of a session and what one request has changed of them. */
import { jsonText } from './json-text.ts';
import type { SessionChange } from './session-store.ts';

/** The values that are there, and the keys that have to be saved. */
export class PendingChanges {
  #texts: Map<string, string>;
  #changed = new Set<string>();
  #clear = false;

  constructor(values: Readonly<Record<string, string>>) {
    this.#texts = new Map(Object.entries(values));
  }

  get isDirty(): boolean {
    return this.#clear || this.#changed.size > 0;
  }

  keys(): readonly string[] {
    return [...this.#texts.keys()];
  }

  has(key: string): boolean {
    return this.#texts.has(key);
  }

  text(key: string): string | undefined {
    return this.#texts.get(key);
  }

  /** Whether the store's value of this key will be replaced anyway. */
  isChanged(key: string): boolean {
    return this.#clear || this.#changed.has(key);
  }

  /** @throws SessionError `session-value` */
  set(key: string, value: unknown): void {
    const text = jsonText(key, value);
    // A value that is set to what it was is set all the same: another request may change it meanwhile.
    this.#texts.set(key, text);
    this.#changed.add(key);
  }

  delete(key: string): void {
    if (this.#texts.delete(key) || this.#clear) this.#changed.add(key);
  }

  clear(): void {
    this.#texts.clear();
    this.#changed.clear();
    this.#clear = true;
  }

  /** Takes what was saved elsewhere: nothing of it is a change. */
  note(key: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(key);
    else this.#texts.set(key, text);
  }

  /** Everything, for a session that has to be created. */
  all(): Record<string, string> {
    return Object.fromEntries(this.#texts);
  }

  /** The changes for the store; from here on they are none any more. */
  take(): Pick<SessionChange, 'set' | 'delete' | 'clear'> {
    const set: [string, string][] = [];
    const removed: string[] = [];
    for (const key of this.#changed) {
      const text = this.#texts.get(key);
      if (text === undefined) removed.push(key);
      else set.push([key, text]);
    }
    const clear = this.#clear;
    this.#clear = false;
    this.#changed.clear();
    return { set: Object.fromEntries(set), delete: removed, clear };
  }

  /** Changes that were taken and could not be saved. */
  giveBack({ set, delete: removed, clear }: Pick<SessionChange, 'set' | 'delete' | 'clear'>): void {
    for (const key of [...Object.keys(set), ...removed]) this.#changed.add(key);
    this.#clear ||= clear;
  }
}
