import { connect } from 'node:net';
import { within } from '@tsgi/harness';

/** Sends the bytes and the end of the connection; gives what came back until the other side ended it. */
export function exchangeBytes(port: number, text: string): Promise<string> {
  let received = '';
  const over = new Promise<string>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
    });
    // A server that refuses may reset the connection; what it sent until then is what counts.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
    socket.end(text, 'latin1');
  });
  return within(() => `the end of the connection behind ${JSON.stringify(received)} for ${JSON.stringify(text)}`, over);
}
