import { once } from 'node:events';
import { createServer } from 'node:net';
import { within } from '@tsgi/harness';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RawConnection, type RawResponse } from './raw-connection.ts';

/** A connection to a server that answers anything with these bytes, and ends. */
async function answeredWith(bytes: string): Promise<RawConnection> {
  const server = createServer((socket) => socket.once('data', () => socket.end(bytes, 'latin1')));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const connection = await within('a connection to the server', RawConnection.open('127.0.0.1', port));
  onTestFinished(() => {
    connection.close();
    server.close();
  });
  return connection;
}

/** The first response to a request. All of them come at once. */
function answerOf(connection: RawConnection, method = 'GET'): Promise<RawResponse> {
  const said = (): string => `a response on a connection on which came ${JSON.stringify(connection.transcript)}`;
  return within(said, connection.ask(`${method} / HTTP/1.1\r\n\r\n`));
}

describe('a raw connection', () => {
  it('reads a body of each framing, and the interim responses before', async () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n';
    const length = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nde';
    const close = 'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\n\r\nrest';
    const connection = await answeredWith(chunked + length + close);
    expect(await answerOf(connection)).toMatchObject({ framing: 'chunked', chunks: ['a', 'bc'], body: 'abc' });
    expect(await connection.readResponse()).toMatchObject({ framing: 'length', body: 'de', interim: [] });
    expect(await connection.readResponse()).toMatchObject({
      framing: 'close',
      body: 'rest',
      interim: [{ status: 103, headers: [['Link', 'a']] }],
    });
  });

  it.each([
    ['a status line that is none', 'HTTP/1.1 OK\r\n\r\n', /status line/],
    ['a status line of another version', 'HTTP/1.0 200 OK\r\n\r\n', /status line/],
    ['a header without a colon', 'HTTP/1.1 200 OK\r\nX-One\r\n\r\n', /header line/],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX-One: a\r\n b\r\n\r\n', /header line/],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nX-One : a\r\n\r\n', /header line/],
    ['two framings', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /§6.2/],
    ['an unknown coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n', /coding/],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na', /§8.6/],
    ['a body that is cut off', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na', /ended/],
    ['a size of a chunk that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+1\r\na\r\n', /size/],
    ['a chunk that is too long', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n', /CRLF/],
    ['a chunked body that is cut off', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n', /ended/],
  ])('refuses %s', async (_, bytes, reason) => {
    await expect(answerOf(await answeredWith(bytes))).rejects.toThrow(reason);
  });

  it.each([
    ['HEAD', '200 OK', 'Content-Length: 9\r\n'],
    ['GET', '204 No Content', ''],
    ['GET', '304 Not Modified', 'Content-Length: 9\r\n'],
  ])('takes no body from the answer to %s with %s', async (method, status, headers) => {
    const connection = await answeredWith(`HTTP/1.1 ${status}\r\n${headers}\r\nHTTP/1.1 200 OK\r\n\r\n`);
    expect(await answerOf(connection, method)).toMatchObject({ framing: 'none', body: '' });
    expect((await connection.readResponse()).status).toBe(200);
  });
});
