/** `application/x-www-form-urlencoded` (URL Standard §5.1), within limits. */
import { BodyError } from './body-error.ts';
import type { BodyLimits } from './body-limits.ts';
import { assertFieldName } from './field-name.ts';
import { Form } from './form.ts';

/**
 * Parses the body of an urlencoded form.
 * @throws BodyError `form-too-many-fields`, `field-too-large` or `key-forbidden`
 */
export function parseUrlencoded(text: string, limits: Pick<BodyLimits, 'fields' | 'fieldSize'>): Form {
  assertFieldCount(text, limits.fields);
  const entries = [...new URLSearchParams(text)];
  for (const [name, value] of entries) {
    assertFieldName(name);
    if (Math.max(Buffer.byteLength(name), Buffer.byteLength(value)) > limits.fieldSize) {
      throw new BodyError('field-too-large', `A field of the form takes more than ${limits.fieldSize} bytes`);
    }
  }
  return new Form(entries);
}

/** Before parsing: counting is cheaper than making the fields. */
function assertFieldCount(text: string, limit: number): void {
  let count = 1;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) count++;
  if (count > limit) throw new BodyError('form-too-many-fields', `The form has more than ${limit} fields`);
}
