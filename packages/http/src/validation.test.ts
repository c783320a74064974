import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { call, environOf } from '../test/environ.ts';
import { CONTENT_TYPE, multipart } from '../test/multipart.ts';
import { json } from './content.ts';
import { HttpRequest } from './http-request.ts';
import { UploadedFile } from './uploaded-file.ts';
import { view } from './view.ts';

const zodPoll = z.object({ title: z.string().min(3), choices: z.array(z.object({ votes: z.number() })) });
const valibotPoll = v.object({
  title: v.pipe(v.string(), v.minLength(3)),
  choices: v.array(v.object({ votes: v.number() })),
});

const jsonRequest = (value: unknown): HttpRequest =>
  new HttpRequest(
    environOf({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) }),
  );
const formRequest = (body: string): HttpRequest =>
  new HttpRequest(
    environOf({ method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body }),
  );

describe('json(schema)', () => {
  it.each([
    ['zod', zodPoll],
    ['valibot', valibotPoll],
  ])('gives what %s makes of it', async (_, schema) => {
    const poll = { title: 'Lunch', choices: [{ votes: 1 }] };
    const value = await jsonRequest({ ...poll, extra: 1 }).json<typeof zodPoll | typeof valibotPoll>(schema);
    expectTypeOf(value).toEqualTypeOf<{ title: string; choices: { votes: number }[] }>();
    expect(value).toEqual(poll);
  });

  it.each([
    ['zod', zodPoll],
    ['valibot', valibotPoll],
  ])('answers 422 with a list of issues from %s', async (_, schema) => {
    const app = view(async (request) => json(await request.json<StandardSchemaV1>(schema)));
    const answer = await call(app, jsonRequest({ title: 'ab', choices: [{ votes: 1 }, { votes: 'x' }] }).environ);
    expect(answer.status).toBe('422 Unprocessable Content');
    expect(JSON.parse(answer.text)).toEqual({
      title: 'Unprocessable Content',
      status: 422,
      code: 'validation-failed',
      detail: 'The input is not valid',
      issues: [
        { path: ['title'], message: expect.any(String) as string },
        { path: ['choices', 1, 'votes'], message: expect.any(String) as string },
      ],
    });
  });

  it('waits for a schema that does, and reads the paths of any', async () => {
    const schema: StandardSchemaV1 = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: async () => ({
          issues: [{ message: 'a' }, { message: 'b', path: ['x', { key: 1 }, Symbol('s')] }],
        }),
      },
    };
    await expect(jsonRequest(1).json(schema)).rejects.toMatchObject({
      issues: [
        { message: 'a', path: [] },
        { message: 'b', path: ['x', 1, 'Symbol(s)'] },
      ],
    });
  });
});

describe('form(schema)', () => {
  const schema = z.object({ title: z.string(), tags: z.array(z.string()) });

  it('checks the form as an object', async () => {
    expect(await formRequest('title=a&tags=b').form(schema, { lists: ['tags'] })).toEqual({ title: 'a', tags: ['b'] });
    expect(await formRequest('title=a').form(schema, { lists: ['tags'] })).toEqual({ title: 'a', tags: [] });
    await expect(formRequest('title=a&tags=b').form(schema)).rejects.toMatchObject({
      code: 'validation-failed',
      status: 422,
    });
  });

  it('takes files', async () => {
    const body = multipart([{ name: 'picture', content: 'PNG', fileName: 'a.png', type: 'image/png' }]);
    const request = new HttpRequest(environOf({ method: 'POST', headers: { 'Content-Type': CONTENT_TYPE }, body }));
    const { picture } = await request.form(v.object({ picture: v.instance(UploadedFile) }));
    expect(picture.name).toBe('a.png');
  });
});

describe('tryForm', () => {
  const schema = z.object({ age: z.coerce.number().min(18) });

  it('gives the value', async () => {
    const checked = await formRequest('age=20').tryForm(schema);
    if (!checked.ok) throw new Error('refused');
    expectTypeOf(checked.value).toEqualTypeOf<{ age: number }>();
    expect(checked).toEqual({ ok: true, value: { age: 20 } });
  });

  it('gives what is wrong, and the input to show again', async () => {
    const checked = await formRequest('age=17&age=x').tryForm(schema, { lists: [] });
    expect(checked).toMatchObject({ ok: false, issues: [{ path: ['age'] }] });
    expect(!checked.ok && { ...checked.input }).toEqual({ age: ['17', 'x'] });
  });
});
