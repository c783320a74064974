/** Handing a connection over to another protocol (RFC 9110 §7.8). */
import type { Socket } from 'node:net';
import { ContractError, type UpgradeHandler, type UpgradeOptions } from '@tsgi/protocol';

/** Who takes the connection over, once a 101 has reached the server. */
export interface RegisteredUpgrade {
  readonly handler: UpgradeHandler;
  /** As the client spelled it. */
  readonly protocol: string;
  readonly raw: boolean;
}

/**
 * Checks what an application registers.
 * @param offered the protocols of the request's `Upgrade`, at least one
 * @throws ContractError `upgrade-invalid` for a protocol that was not offered
 */
export function registerUpgrade(
  offered: readonly string[],
  handler: UpgradeHandler,
  { protocol, raw = false }: UpgradeOptions = {},
): RegisteredUpgrade {
  const wanted = protocol?.toLowerCase();
  const chosen = offered.find((one) => wanted === undefined || one.toLowerCase() === wanted);
  if (chosen === undefined) throw new ContractError('upgrade-invalid', `The client did not offer ${String(protocol)}`);
  return { handler, protocol: chosen, raw };
}

/** Gives the socket away. As from `node:http`, it holds its bytes back until somebody listens for them. */
export function handOver(socket: Socket, handler: UpgradeHandler, head: Uint8Array): void {
  socket.pause();
  const onListener = (event: string): void => {
    if (event !== 'data') return;
    socket.off('newListener', onListener);
    socket.resume();
  };
  socket.on('newListener', onListener);
  handler(socket, head);
}
