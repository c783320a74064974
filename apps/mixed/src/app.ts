import type { IncomingMessage } from 'node:http';
import { close as closeConduit, openConduit } from '@tsgi/app-conduit';
import openPolls, { close as closePolls } from '@tsgi/app-polls';
import { accessLog, mount } from '@tsgi/middleware';
import { metrics } from '@tsgi/middleware/metrics';
import { type Application, compose, type Environ } from '@tsgi/protocol';
import { staticFiles } from '@tsgi/static';
import { WebSocketServer } from 'ws';

const plain: Application = (environ, startResponse) => {
  const isHome = environ.PATH_INFO === '/';
  startResponse(isHome ? '200 OK' : '404 Not Found', [['Content-Type', 'text/plain; charset=utf-8']]);
  return [new TextEncoder().encode(isHome ? 'Polls: /polls, API: /api, echo: /static/echo.html\n' : 'Not here\n')];
};

const sockets = new WebSocketServer({ noServer: true });

const echo: Application = (environ, startResponse) => {
  const exchange = environ['tsgi.exchange'];
  if (exchange.upgrade === undefined) {
    startResponse('426 Upgrade Required', [['Upgrade', 'websocket']]);
    return [];
  }
  const options = { protocol: 'websocket', raw: true } as const;
  exchange.upgrade((socket, head) => {
    sockets.handleUpgrade(nodeRequest(environ), socket, Buffer.from(head), (client) => {
      const leave = (): void => client.close(1001);
      exchange.draining.addEventListener('abort', leave);
      client.on('message', (data, binary) => client.send(data, { binary }));
      client.on('close', () => exchange.draining.removeEventListener('abort', leave));
      client.on('error', () => client.terminate());
    });
  }, options);
  startResponse('101 Switching Protocols', []);
  return [];
};

function nodeRequest(environ: Environ): IncomingMessage {
  const headers: Record<string, unknown> = { upgrade: 'websocket' };
  for (const [key, value] of Object.entries<unknown>({ ...environ })) {
    if (key.startsWith('HTTP_')) headers[key.slice(5).toLowerCase().replaceAll('_', '-')] = value;
  }
  const request: unknown = { method: 'GET', headers };
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- all that `ws` asks of a request
  return request as IncomingMessage;
}

export default async function mixed(): Promise<Application> {
  const files = staticFiles(new URL('../static', import.meta.url));
  const [polls, conduit] = await Promise.all([openPolls(), openConduit()]);
  return compose(
    accessLog(),
    metrics(),
  )(mount({ '/': plain, '/polls': polls, '/api': conduit, '/static': files, '/echo': echo }));
}

export const close = (): Promise<unknown> => Promise.all([closePolls(), closeConduit()]);
