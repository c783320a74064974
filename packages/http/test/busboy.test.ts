/** What another parser finds in the same bytes. */
import { Busboy } from '@fastify/busboy';
import { runs } from '@tsgi/harness';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HttpRequest } from '../src/http-request.ts';
import { environOf } from './environ.ts';
import { CONTENT_TYPE, cut, multipart, type TestPart } from './multipart.ts';

type Entry = readonly [name: string, fileName: string | undefined, type: string, content: string];

async function ours(body: Buffer, sizes: readonly number[]): Promise<readonly Entry[]> {
  const environ = environOf({ method: 'POST', headers: { 'Content-Type': CONTENT_TYPE }, body: cut(body, sizes) });
  const entries: Entry[] = [];
  for await (const part of new HttpRequest(environ).parts()) {
    entries.push([part.field, part.fileName, part.type, Buffer.from(await part.bytes()).toString('latin1')]);
  }
  return entries;
}

function busboys(body: Buffer, sizes: readonly number[]): Promise<readonly Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    const busboy = new Busboy({ headers: { 'content-type': CONTENT_TYPE } });
    busboy.on('field', (name, value, _name, _value, _encoding, type) => {
      entries.push([name, undefined, type, Buffer.from(value).toString('latin1')]);
    });
    busboy.on('file', (name, stream, fileName, _encoding, type) => {
      const at = entries.push([name, fileName, type, '']) - 1;
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        entries[at] = [name, fileName, type, Buffer.concat(chunks).toString('latin1')];
      });
    });
    busboy.on('finish', () => resolve(entries));
    busboy.on('error', reject);
    for (const chunk of cut(body, sizes)) busboy.write(chunk);
    busboy.end();
  });
}

it('finds what busboy finds, however the body is cut', async () => {
  const name = fc.stringMatching(/^[a-zé€0-9_[\].-]{1,12}$/).filter((text) => text !== '__proto__');
  const nasty = fc.constantFrom('\r\n', '\r', '\n', '--', '------WebKitFormBoundary', 'x', 'é', '\0');
  const content = fc.array(nasty, { maxLength: 20 }).map((pieces) => pieces.join(''));
  const field: fc.Arbitrary<TestPart> = fc.record({ name, content });
  const file: fc.Arbitrary<TestPart> = fc.record({
    name,
    content,
    fileName: name.filter((text) => !/^\.\.?$/.test(text)),
    type: fc.constantFrom('image/png', 'text/plain', 'application/octet-stream'),
  });
  const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(field, file), { minLength: 1, maxLength: 5 }), sizes, async (parts, cuts) => {
      const body = multipart(parts);
      expect(await ours(body, cuts)).toEqual(await busboys(body, cuts));
    }),
    { numRuns: runs(200) },
  );
});
