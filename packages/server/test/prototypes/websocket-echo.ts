/** An echo over WebSockets, by hand: the handshake goes through the whole stack, the frames go past it. */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Application } from '@tsgi/protocol';

export const websocketEcho: Application = (environ, startResponse) => {
  const exchange = environ['tsgi.exchange'];
  const key = environ.HTTP_SEC_WEBSOCKET_KEY;
  if (exchange.upgrade === undefined || key === undefined) {
    startResponse('426 Upgrade Required', [['Content-Type', 'text/plain']]);
    return [new TextEncoder().encode('This is a WebSocket\n')];
  }
  exchange.upgrade(echo);
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  startResponse('101 Switching Protocols', [['Sec-WebSocket-Accept', accept]]);
  return [];
};

/** Sends each short text frame back without its mask, and ends on a close frame (RFC 6455 §5.2). */
function echo(socket: Duplex, head: Uint8Array): void {
  let buffered = Buffer.from(head);
  const read = (): void => {
    for (;;) {
      const length = (buffered[1] ?? 0) & 0x7f;
      if (buffered.length < 6 + length) return;
      if (((buffered[0] ?? 0) & 0x0f) === 8) return void socket.end(Buffer.from([0x88, 0]));
      const mask = buffered.subarray(2, 6);
      const payload = buffered.subarray(6, 6 + length).map((byte, at) => byte ^ (mask[at % 4] ?? 0));
      socket.write(Buffer.concat([Buffer.from([0x81, length]), payload]));
      buffered = buffered.subarray(6 + length);
    }
  };
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    read();
  });
  read();
}
