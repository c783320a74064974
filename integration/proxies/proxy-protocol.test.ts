/** The PROXY protocol, as HAProxy speaks it. */

import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { within } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { expect, it, onTestFinished } from 'vitest';
import { serverOf } from '../server-of.ts';
import { throughHaproxy } from './haproxy.ts';

/** Answers with the address of its client. */
const remote: Application = ({ REMOTE_ADDR, REMOTE_PORT }, startResponse) => {
  startResponse('200 OK', []);
  return [Buffer.from(`${REMOTE_ADDR} ${REMOTE_PORT}`)];
};

it.each(['send-proxy', 'send-proxy-v2', 'send-proxy-v2-ssl check check-send-proxy'])(
  'HAProxy with %s names its client',
  async (setting) => {
    const log: string[] = [];
    const errors = { write: (text: string) => void log.push(text), flush: () => undefined };
    const { url } = await serverOf(onTestFinished, remote, { proxyProtocol: ['127.0.0.0/8'], errors });
    const front = new URL(await throughHaproxy(onTestFinished, 'tcp', `${new URL(url).host} ${setting}`));
    const socket = connect(Number(front.port), front.hostname);
    onTestFinished(() => void socket.destroy());
    await within('a connection to HAProxy', once(socket, 'connect'));
    const call = request({ createConnection: () => socket, path: '/' }).end();
    const [response] = (await within('an answer', once(call, 'response'))) as [IncomingMessage];
    let body = '';
    for await (const chunk of response) body += String(chunk);
    expect(body).toBe(`127.0.0.1 ${(socket.address() as AddressInfo).port}`);
    expect(log).toEqual([]);
  },
);
