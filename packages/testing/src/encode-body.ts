/** From what a test says of a body to the bytes that a browser would send. */
import type { EnvironOptions } from './create-environ.ts';
import type { Field, Fields, FormFile, RequestBodyOptions } from './request-options.ts';

/** A body on its way. */
export interface EncodedBody {
  readonly body: NonNullable<EnvironOptions['body']>;
  readonly type: string | undefined;
}

/** Encodes the body of a request, `undefined` when it has none. */
export async function encodeBody(options: RequestBodyOptions): Promise<EncodedBody | undefined> {
  const { json, form, files, body } = options;
  if (body !== undefined) return { body, type: typeof body === 'string' ? 'text/plain; charset=utf-8' : undefined };
  if (json !== undefined) return { body: JSON.stringify(json), type: 'application/json' };
  if (files !== undefined) return multipart(form ?? {}, files);
  if (form === undefined) return undefined;
  return { body: encodeFields(form), type: 'application/x-www-form-urlencoded' };
}

/** Fields as a query or a form has them: `a=1&b=2`. */
export function encodeFields(fields: Fields): string {
  return new URLSearchParams(pairsOf(fields)).toString();
}

async function multipart(
  form: Fields,
  files: Readonly<Record<string, FormFile | readonly FormFile[]>>,
): Promise<EncodedBody> {
  const data = new FormData();
  for (const [name, value] of pairsOf(form)) data.append(name, value);
  for (const [field, value] of Object.entries(files)) {
    for (const { name, content, type = 'application/octet-stream' } of isList(value) ? value : [value]) {
      data.append(field, new Blob([content], { type }), name);
    }
  }
  // The platform's own encoder, which is the one that browsers' rules are written down in.
  const encoded = new Response(data);
  return { body: new Uint8Array(await encoded.arrayBuffer()), type: encoded.headers.get('content-type') ?? undefined };
}

function pairsOf(fields: Fields): [name: string, value: string][] {
  if (fields instanceof URLSearchParams) return [...fields];
  return Object.entries(fields).flatMap(([name, value]) => {
    const values: readonly Field[] = value === undefined ? [] : isList(value) ? value : [value];
    return values.map((one): [string, string] => [name, String(one)]);
  });
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
