import { empty, json, methodNotAllowed, notFound, text, view } from '@tsgi/http';
import { routesOf } from '@tsgi/protocol';
import { createRouter } from '@tsgi/router';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { cascade } from './cascade.ts';

const missing = view(() => {
  throw notFound();
});

describe('cascade', () => {
  it('answers with the first response that does not hand the request on', async () => {
    const refused = view(() => {
      throw methodNotAllowed(['POST']);
    });
    const client = createClient(cascade([missing, refused, view(() => text('found')), missing]));
    expect(await (await client.get('/')).text()).toBe('found');
  });

  it('answers with the last one when all hand it on, and 404 when there is none', async () => {
    expect((await createClient(cascade([missing, view(() => text('no', { status: 405 }))])).get('/')).status).toBe(405);
    expect((await createClient(cascade([])).get('/')).status).toBe(404);
  });

  it('hands on what it is told to', async () => {
    const client = createClient(cascade([view(() => empty()), view(() => text('next'))], { statuses: [204] }));
    expect(await (await client.get('/')).text()).toBe('next');
    const kept = createClient(cascade([missing, view(() => text('next'))], { statuses: [] }));
    expect((await kept.get('/')).status).toBe(404);
  });

  it('lists the routes of all', () => {
    const router = createRouter();
    router.get('/a', () => text(''));
    const plain = view(() => text(''));
    const listed = cascade([plain, router])[routesOf]?.() ?? [];
    expect(listed.map(({ pattern }) => pattern)).toEqual(['/a']);
    expect(routesOf in cascade([plain, plain])).toBe(false);
  });

  it('shares what was parsed of a body', async () => {
    const reading = view(async (request) => {
      await request.json();
      throw notFound();
    });
    const client = createClient(cascade([reading, view(async (request) => json(await request.json()))]));
    expect(await (await client.post('/', { json: { a: 1 } })).json()).toEqual({ a: 1 });
  });
});
