/** What a browser makes of compressed answers: its decoders, and its EventSource. */
import { within } from '@tsgi/harness';
import { empty, events, html, stream, text } from '@tsgi/http';
import { accessLog, compress, mount } from '@tsgi/middleware';
import { createRouter } from '@tsgi/router';
import { expect, it, onTestFinished } from 'vitest';
import { serverOf } from '../server-of.ts';
import { openWindow } from './windows.ts';

const long = 'All work and no play makes Jack a dull boy. '.repeat(2000);
const codings = ['br', 'gzip', 'deflate'] as const;

const PAGE = `<!doctype html><title>codings</title><script>
const seen = {};
async function read(coding) {
  for (const name of ['whole', 'streamed']) {
    const response = await fetch('/' + coding + '/' + name);
    seen[coding + ' ' + name] = (await response.text()).length;
  }
  seen[coding + ' events'] = await new Promise((resolve) => {
    const said = [];
    const source = new EventSource('/' + coding + '/events');
    source.onmessage = async ({ data }) => {
      said.push(data);
      // The second event is not made before the first one has arrived.
      await fetch('/' + coding + '/go', { method: 'POST' });
      if (said.length < 2) return;
      source.close();
      resolve(said.join());
    };
  });
}
Promise.all(${JSON.stringify(codings)}.map(read)).then(() =>
  fetch('/report', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(seen) }));
</script>`;

/** Answers of each kind; the events wait for each other. */
function site() {
  let go: () => void = () => undefined;
  async function* said(): AsyncGenerator<{ data: string }> {
    yield { data: 'one' };
    await new Promise<void>((resolve) => {
      go = resolve;
    });
    yield { data: 'two' };
    await new Promise<never>(() => undefined);
  }
  const router = createRouter();
  router.get('/whole', () => text(long));
  router.get('/streamed', () => stream([long, long], { headers: { 'Content-Type': 'text/plain' } }));
  router.get('/events', () => events(said));
  router.post('/go', () => {
    go();
    return empty();
  });
  return router;
}

it('reads what is compressed', async () => {
  let report: (seen: unknown) => void = () => undefined;
  const reported = new Promise<unknown>((resolve) => {
    report = resolve;
  });
  const root = createRouter();
  root.get('/', () => html(PAGE));
  root.post('/report', async (request) => {
    report(await request.json());
    return empty();
  });
  const mounts = codings.map((coding) => [`/${coding}`, compress({ codings: [coding] })(site())] as const);
  const used: (string | undefined)[] = [];
  const app = mount({ '/': root, ...Object.fromEntries(mounts) });
  const { url } = await serverOf(
    onTestFinished,
    accessLog({ write: () => undefined })((environ, startResponse) =>
      app(environ, (status, headers, failure) => {
        used.push(headers.find(([name]) => name === 'Content-Encoding')?.[1]);
        return startResponse(status, headers, failure);
      }),
    ),
  );
  await (await openWindow()).goto(url);
  expect(await within('the report of the page', reported)).toEqual(
    Object.fromEntries(
      codings.flatMap((coding) => [
        [`${coding} whole`, long.length],
        [`${coding} streamed`, long.length * 2],
        [`${coding} events`, 'one,two'],
      ]),
    ),
  );
  expect(codings.map((coding) => used.filter((one) => one === coding).length)).toEqual([3, 3, 3]);
});
