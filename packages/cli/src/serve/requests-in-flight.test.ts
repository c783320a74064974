import { text, view } from '@tsgi/http';
import { createClient } from '@tsgi/testing';
import { expect, it } from 'vitest';
import { RequestsInFlight } from './requests-in-flight.ts';

it('names the requests that are not answered yet, a few of many', async () => {
  const inFlight = new RequestsInFlight();
  let seen: string | undefined;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const app = inFlight.middleware(
    view(async ({ path }) => {
      if (path === '/last') seen = inFlight.describe();
      else await opened;
      return text('ok');
    }),
  );
  const client = createClient(app);
  const held = ['/1', '/2', '/3', '/4', '/5', '/6'].map((path) => client.get(path));
  await client.get('/last');
  expect(seen).toBe('GET /1, GET /2, GET /3, GET /4, GET /5 and 2 more');
  open();
  await Promise.all(held);
  expect(inFlight.describe()).toBeUndefined();
});
