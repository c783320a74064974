import { BodyError } from './body-error.ts';

/**
 * Refuses a field whose name would reach an object's prototype once the form is copied to an ordinary object.
 * @throws BodyError `key-forbidden`
 */
export function assertFieldName(name: string): void {
  if (name === '__proto__') throw new BodyError('key-forbidden', 'The form has a field named __proto__');
}
