/** Leaving HTTP through `exchange.upgrade`. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { type Application, type Finish, getHeader, type UpgradeOptions } from '@tsgi/protocol';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { answering, decode, encode, get, PLAIN, post } from '../requests.ts';

const ASKING = ['Connection: keep-alive, Upgrade', 'Upgrade: echo, other/2'];

/** Gives everything back, what came early first. */
function echoing(options?: UpgradeOptions, status = '101 Switching Protocols'): Application {
  return (environ, startResponse) => {
    environ['tsgi.exchange'].upgrade?.((socket, head) => {
      if (options?.raw === true) socket.write('HTTP/1.1 101 My Own\r\n\r\n');
      socket.write(`early ${decode(head)}, `);
      socket.pipe(socket);
    }, options);
    startResponse(status, [['X-One', 'a']]);
    return [];
  };
}

/** Answers whether an upgrade is on offer. */
const telling: Application = (environ, startResponse) => {
  startResponse('200 OK', PLAIN);
  return [encode(String(environ['tsgi.exchange'].upgrade !== undefined))];
};

const OFFERS: readonly (readonly [what: string, bytes: string, offered: string])[] = [
  ['a request that asks for one', get('/', ...ASKING), 'true'],
  ['a request that does not', get('/'), 'false'],
  ['an Upgrade header that Connection does not name', get('/', 'Upgrade: echo'), 'false'],
  ['a request with a body', post('/', 'abc', ...ASKING), 'false'],
  ['HTTP/1.0', 'GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n', 'false'],
];

export const upgradeCases: readonly ConformanceCase[] = [
  ...OFFERS.map(
    ([what, bytes, offered]): ConformanceCase => ({
      rule: 'upgrade-offered-wrongly',
      text: `${offered === 'true' ? 'offers an upgrade to' : 'offers no upgrade to'} ${what}`,
      run: async (start) => {
        equal((await (await start(telling)).ask(bytes)).body, offered);
      },
    }),
  ),
  {
    rule: 'upgrade-unsent',
    text: 'sends the 101 with Connection and Upgrade, and hands over the socket with what came early',
    run: async (start) => {
      const connection = await (await start(echoing())).connect();
      await connection.send(`${get('/', ...ASKING)}bytes`);
      const { status, headers } = await connection.readHead();
      deepEqual([status, getHeader(headers, 'X-One'), getHeader(headers, 'Upgrade')], [101, 'a', 'echo']);
      ok(/\bupgrade\b/i.test(getHeader(headers, 'Connection') ?? ''));
      deepEqual(
        [getHeader(headers, 'Content-Length'), getHeader(headers, 'Transfer-Encoding')],
        [undefined, undefined],
      );
      await connection.send(' and later ones');
      connection.endSending();
      const rest = await connection.readToEnd();
      // What is sent right behind the head may be early, or not.
      equal(rest.replace('early ', '').replace(', ', ''), 'bytes and later ones');
    },
  },
  {
    rule: 'upgrade-protocol-accepted',
    text: 'switches to the protocol that the application names, and throws for one that was not offered',
    run: async (start) => {
      const chosen = await (await start(echoing({ protocol: 'other/2' }))).ask(get('/', ...ASKING));
      deepEqual([chosen.status, getHeader(chosen.headers, 'Upgrade')], [101, 'other/2']);
      equal((await (await start(echoing({ protocol: 'unknown' }))).ask(get('/', ...ASKING))).status, 500);
    },
  },
  {
    rule: 'upgrade-forced',
    text: 'stays with HTTP when another status than 101 comes out, and calls no handler',
    run: async (start) => {
      const called: unknown[] = [];
      const site = await start((environ, startResponse) => {
        environ['tsgi.exchange'].upgrade?.((socket) => called.push(socket));
        return answering('no', '403 Forbidden')(environ, startResponse);
      });
      const connection = await site.connect();
      for (const lines of [ASKING, []]) equal((await connection.ask(get('/', ...lines))).status, 403);
      equal(called.length, 0);
    },
  },
  {
    rule: 'upgrade-raw',
    text: 'sends nothing with raw, since the handler writes its own head',
    run: async (start) => {
      const connection = await (await start(echoing({ raw: true }))).connect();
      await connection.send(get('/', ...ASKING));
      const { statusLine, headers } = await connection.readHead();
      deepEqual([statusLine, headers], ['HTTP/1.1 101 My Own', []]);
    },
  },
  {
    rule: 'upgrade-owner',
    text: 'finishes the exchange when the socket closes, not before',
    run: async (start) => {
      const finished = createGate<Finish>();
      const seen: string[] = [];
      const inner = echoing();
      const site = await start((environ, startResponse) => {
        environ['tsgi.exchange'].onFinish((finish) => {
          seen.push('finished');
          finished.open(finish);
        });
        return inner(environ, startResponse);
      });
      const connection = await site.connect();
      await connection.send(get('/', ...ASKING));
      await connection.readHead();
      await connection.send('ping');
      await connection.readThrough('ping');
      seen.push('echoed');
      connection.endSending();
      equal((await finished.promise).status, 101);
      deepEqual(seen, ['echoed', 'finished']);
    },
  },
  {
    rule: 'upgrade-invalid',
    text: 'answers 500 for a 101 without a handler',
    run: async (start) => {
      const site = await start(answering('', '101 Switching Protocols', []));
      equal((await site.ask(get('/', ...ASKING))).status, 500);
    },
  },
];
