import { runChild } from '@tsgi/harness';
import { expect, it, onTestFinished } from 'vitest';
import { connectionsOf, echo, type Heard } from '../../packages/server/test/clients/echo.ts';
import { serverOf } from '../server-of.ts';

const PROGRAM = `
import http.client, json, sys
connection = http.client.HTTPConnection(sys.argv[1])
for path in ('/1', '/chunks', '/3'):
    connection.request('GET', path)
    assert json.loads(connection.getresponse().read())['target'] == path
connection.request('POST', '/4', body=iter([b'in ', b'pieces']), encode_chunked=True,
                   headers={'Transfer-Encoding': 'chunked'})
assert json.loads(connection.getresponse().read())['body'] == 'in pieces'
connection.request('HEAD', '/5')
assert connection.getresponse().read() == b''
connection.request('POST', '/6', body=b'x' * 100000)
assert len(json.loads(connection.getresponse().read())['body']) == 100000
`;

it('keeps a connection of http.client through bodies of every kind', async () => {
  const heard: Heard[] = [];
  const { url } = await serverOf(onTestFinished, echo(heard));
  await runChild(onTestFinished, 'python3', ['-c', PROGRAM, new URL(url).host]);
  expect(heard.map(({ target }) => target)).toEqual(['/1', '/chunks', '/3', '/4', '/5', '/6']);
  expect(connectionsOf(heard)).toBe(1);
});
