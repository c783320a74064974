/** Checking what a client sent with any schema library that follows Standard Schema. */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { HttpError } from './http-error.ts';

/** What is wrong with one place of the input. */
export interface Issue {
  /** The place: keys and indexes from the outside in; empty for the whole. */
  readonly path: readonly (string | number)[];
  /** What is wrong, in the words of the schema. */
  readonly message: string;
}

/** What a check has found. */
export type Validated<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Input that does not fit its schema: a 422 with the list of issues. */
export class ValidationError extends HttpError {
  override readonly name = 'ValidationError';
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(422, { code: 'validation-failed', message: 'The input is not valid', members: { issues } });
    this.issues = issues;
  }
}

/** Checks a value with a schema. What the schema throws is thrown on: it is no verdict about the value. */
export async function validate<Schema extends StandardSchemaV1>(
  schema: Schema,
  value: unknown,
): Promise<Validated<StandardSchemaV1.InferOutput<Schema>>> {
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return { ok: true, value: result.value };
  return { ok: false, issues: result.issues.map(({ message, path = [] }) => ({ message, path: path.map(segmentOf) })) };
}

/**
 * The value that a schema makes of its input.
 * @throws ValidationError
 */
export async function assertValid<Schema extends StandardSchemaV1>(
  schema: Schema,
  value: unknown,
): Promise<StandardSchemaV1.InferOutput<Schema>> {
  const validated = await validate(schema, value);
  if (!validated.ok) throw new ValidationError(validated.issues);
  return validated.value;
}

function segmentOf(segment: PropertyKey | StandardSchemaV1.PathSegment): string | number {
  const key = typeof segment === 'object' ? segment.key : segment;
  return typeof key === 'symbol' ? String(key) : key;
}
