import { until } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { connectTo, get, post } from './raw-client.ts';
import { encode, gate, start, turns } from './start.ts';

const hello: Application = (_environ, startResponse) => {
  startResponse('200 OK', []);
  return [encode('hello')];
};

const echo: Application = async (environ, startResponse) => {
  const body = await environ['tsgi.input'].read();
  startResponse('200 OK', []);
  return [body];
};

describe('a head', () => {
  it('that takes too long is answered 408, however steadily it drips', async () => {
    const { url, clock } = await start(hello, { headTimeout: 10_000 });
    const client = await connectTo(url);
    await client.ask(`${get('/')}G`);
    for (const byte of 'ET / HTT') {
      clock.pass(1000);
      client.send(byte);
      await turns();
    }
    expect(client.socket.destroyed).toBe(false);
    clock.pass(3000);
    const response = await client.read();
    expect(response.statusLine).toBe('HTTP/1.1 408 Request Timeout');
    expect(await client.rest()).toBe('');
  });

  it('that never begins is not waited for on a new connection, and gets no answer', async () => {
    const { url, clock } = await start(hello, { headTimeout: 10_000 });
    const client = await connectTo(url);
    // Its answer shows that the server has accepted both.
    await (await connectTo(url)).ask(get('/'));
    clock.pass(9000);
    await turns();
    expect(client.socket.readableEnded).toBe(false);
    clock.pass(2000);
    expect(await client.rest()).toBe('');
  });
});

describe('an idle connection', () => {
  it('is closed after its time, in silence', async () => {
    const { url, clock } = await start(hello, { keepAliveTimeout: 75_000 });
    const client = await connectTo(url);
    await client.ask(get('/'));
    clock.pass(74_000);
    await client.ask(get('/'));
    clock.pass(74_000);
    await turns();
    expect(client.socket.readableEnded).toBe(false);
    clock.pass(2000);
    expect(await client.rest()).toBe('');
  });
});

describe('a body', () => {
  it('that stops coming while it is waited for is answered 408', async () => {
    const inside = gate('the call of the application');
    const reading: Application = (environ, startResponse) => {
      inside.open();
      return echo(environ, startResponse);
    };
    const { url, clock } = await start(reading, { bodyTimeout: 10_000 });
    const client = await connectTo(url);
    client.send(post('/', 'hello').slice(0, -1));
    await inside.promise;
    clock.pass(9000);
    await turns();
    expect(client.socket.readableEnded).toBe(false);
    clock.pass(2000);
    expect((await client.read()).status).toBe(408);
    expect(await client.rest()).toBe('');
  });

  it('that comes more slowly than its rate is answered 408, and one that keeps it is read', async () => {
    let arrived = 0;
    const counting: Application = async (environ, startResponse) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of environ['tsgi.input']) {
        chunks.push(chunk);
        if (environ.PATH_INFO === '/steady') arrived += chunk.length;
      }
      startResponse('200 OK', []);
      return chunks;
    };
    const { url, clock } = await start(counting, { bodyTimeout: 5000, minBodyRate: 100 });
    const slow = await connectTo(url);
    const steady = await connectTo(url);
    slow.send(post('/slow', 'x'.repeat(10_000)).slice(0, -10_000));
    steady.send(post('/steady', 'x'.repeat(2000)).slice(0, -2000));
    for (let second = 1; second < 20; second++) {
      slow.send('x'.repeat(50));
      steady.send('x'.repeat(100));
      await until('what was sent', () => arrived === second * 100);
      clock.pass(1000);
    }
    steady.send('x'.repeat(100));
    expect((await steady.read()).body).toBe('x'.repeat(2000));
    expect((await slow.read()).status).toBe(408);
  });

  it('may come as slowly as it likes while the application does not wait for it', async () => {
    const inside = gate('the call of the application');
    const read = gate('the test to go on');
    const { url, clock } = await start(async (environ, startResponse) => {
      inside.open();
      await read.promise;
      return echo(environ, startResponse);
    });
    const client = await connectTo(url);
    client.send(post('/', 'hello').slice(0, -1));
    await inside.promise;
    clock.pass(100_000);
    read.open();
    expect((await client.ask('o')).body).toBe('hello');
  });

  it('that nobody reads is discarded for a second only', async () => {
    const { url, clock } = await start(hello);
    const client = await connectTo(url);
    expect((await client.ask(post('/', 'hello').slice(0, -1))).body).toBe('hello');
    clock.pass(2000);
    expect(await client.rest()).toBe('');
  });
});

describe('a client that does not read', () => {
  it.each([
    ['one chunk', () => [new Uint8Array(50_000_000)]],
    ['many chunks', () => Array(500).fill(new Uint8Array(100_000)).values()],
  ])('is cut off when it takes nothing for the time of a write: %s', async (_name, body) => {
    const inside = gate('the call of the application');
    const finished = gate<boolean>('the end of the response');
    const { url, clock } = await start(
      (environ, startResponse) => {
        inside.open();
        environ['tsgi.exchange'].onFinish(({ aborted }) => finished.open(aborted));
        startResponse('200 OK', []);
        return body();
      },
      { writeTimeout: 30_000 },
    );
    const client = await connectTo(url);
    client.socket.pause();
    client.send(get('/'));
    await inside.promise;
    await turns();
    clock.pass(31_000);
    client.socket.resume();
    await client.closed;
    if (_name === 'many chunks') expect(await finished.promise).toBe(true);
  });

  it('has all the time as long as it takes something', async () => {
    const { url, clock } = await start(
      (_environ, startResponse) => {
        startResponse('200 OK', []);
        return [new Uint8Array(20_000_000)];
      },
      { writeTimeout: 30_000 },
    );
    const client = await connectTo(url);
    client.send(get('/'));
    client.socket.on('data', () => clock.pass(100));
    expect((await client.read()).body.length).toBe(20_000_000);
    expect(clock.now()).toBeGreaterThan(30_000);
  });
});

describe('a server that was busy for long', () => {
  it('does not take it out on its clients', async () => {
    const { url, clock } = await start(hello, { headTimeout: 10_000 });
    const client = await connectTo(url);
    await client.ask(`${get('/')}GET / HTTP/1.1\r\n`);
    clock.jump(60_000);
    expect((await client.ask('Host: h\r\n\r\n')).body).toBe('hello');
  });
});

describe('the application', () => {
  it('has all the time it wants', async () => {
    const inside = gate('the call of the application');
    const answer = gate('the test to go on');
    const { url, clock } = await start(async (environ, startResponse) => {
      inside.open();
      await answer.promise;
      return hello(environ, startResponse);
    });
    const client = await connectTo(url);
    client.send(get('/'));
    await inside.promise;
    clock.pass(1_000_000);
    answer.open();
    expect((await client.read()).body).toBe('hello');
  });
});
