/** Reads the parts of a multipart form to their end: fields into memory, files into memory or temporary files. */
import type { Environ } from '@tsgi/protocol';
import { BodyError } from './body-error.ts';
import type { BodyLimits } from './body-limits.ts';
import { decodeText } from './decode-text.ts';
import { FileSpool } from './file-spool.ts';
import { Form, type FormValue } from './form.ts';
import type { FormPart } from './form-part.ts';
import { TemporaryDirectory } from './temporary-directory.ts';
import { UploadedFile } from './uploaded-file.ts';

/**
 * Reads a form. Its temporary files are removed when the request ends, however it does.
 * @throws BodyError `body-too-large`, `text-malformed`, or what the parts throw
 */
export async function readForm(parts: AsyncIterable<FormPart>, environ: Environ, limits: BodyLimits): Promise<Form> {
  const directory = new TemporaryDirectory(environ);
  const entries: [name: string, value: FormValue][] = [];
  let memory = 0;
  for await (const part of parts) {
    if (part.fileName === undefined) {
      const bytes = await part.bytes();
      memory += part.field.length + bytes.length;
      if (memory > limits.memory) {
        throw new BodyError('body-too-large', `The fields of the form take more than ${limits.memory} bytes`);
      }
      entries.push([part.field, decodeText(bytes)]);
    } else {
      const file = await readFile(part, part.fileName, new FileSpool(directory, limits.fileMemory));
      // A file input that was left empty is sent as a file without name and content.
      if (file.name !== '' || file.size > 0) entries.push([part.field, file]);
    }
  }
  return new Form(entries);
}

async function readFile(part: FormPart, name: string, spool: FileSpool): Promise<UploadedFile> {
  try {
    for await (const chunk of part.stream()) await spool.write(chunk);
    const content = await spool.finish();
    return new UploadedFile({ field: part.field, name, type: part.type }, spool.size, content);
  } finally {
    await spool.close();
  }
}
