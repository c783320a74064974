// @ts-check
/**
 * What the workers run: `/` waits a little and notes that it was called, `/busy` takes some milliseconds of a processor.
 * Which worker has accepted which connection is noted too: `accepted PORT PID TIME`, `called ID PID`.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';

const calls = process.env['CALLS'];
if (calls !== undefined) {
  subscribe('net.server.socket', (message) => {
    appendFileSync(calls, `accepted ${Object(message).socket.remotePort} ${process.pid} ${Date.now()}\n`);
  });
}
const answer = new TextEncoder().encode(`${process.pid}`);

/** @type {import('@tsgi/protocol').Application} */
export async function app(environ, startResponse) {
  if (environ.PATH_INFO === '/busy') {
    let sum = 0;
    for (let i = 0; i < 2_000_000; i++) sum += i % 7;
    if (sum < 0) throw new Error('never');
  } else {
    if (calls !== undefined) appendFileSync(calls, `called ${environ.QUERY_STRING} ${process.pid}\n`);
    await setTimeout(Math.random() * 5);
  }
  startResponse('200 OK', [['Content-Type', 'text/plain']]);
  return [answer];
}
