import { json, view } from '@tsgi/http';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { methodOverride } from './method-override.ts';

const show = view(async (request) => json([request.method, (await request.form()).get('title')]));
const client = createClient(methodOverride()(show));

describe('methodOverride', () => {
  it.each([
    ['a form', { form: { _method: 'delete', title: 'x' } }, ['DELETE', 'x']],
    ['a header', { form: { title: 'x' }, headers: { 'X-HTTP-Method-Override': 'PUT' } }, ['PUT', 'x']],
    [
      'a header before a form',
      { form: { _method: 'PUT', title: 'x' }, headers: { 'X-HTTP-Method-Override': 'PATCH' } },
      ['PATCH', 'x'],
    ],
    ['no other method', { form: { _method: 'GET', title: 'x' } }, ['POST', 'x']],
    ['nothing', { form: { title: 'x' } }, ['POST', 'x']],
    [
      'no multipart form',
      { form: { _method: 'PUT', title: 'x' }, files: { f: { name: 'f', content: 'f' } } },
      ['POST', 'x'],
    ],
  ])('obeys %s', async (_, options, expected) => {
    expect(await (await client.post('/', options)).json()).toEqual(expected);
  });

  it('obeys in a POST alone', async () => {
    const response = await client.put('/', { form: { _method: 'DELETE', title: 'x' } });
    expect(await response.json()).toEqual(['PUT', 'x']);
  });

  it('leaves a form that cannot be read to the view', async () => {
    const response = await client.post('/', {
      body: new Uint8Array([0x61, 0x3d, 0xff]),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect(response.status).toBe(400);
  });

  it('reads neither where it is told not to', async () => {
    const none = createClient(methodOverride({ field: false, header: false })(show));
    const options = { form: { _method: 'PUT', title: 'x' }, headers: { 'X-HTTP-Method-Override': 'PUT' } };
    expect(await (await none.post('/', options)).json()).toEqual(['POST', 'x']);
  });
});
