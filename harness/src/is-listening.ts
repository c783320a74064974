import { connect } from 'node:net';

/** Whether anything accepts connections on a port of 127.0.0.1. Programs of other makers say so in no other way. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
