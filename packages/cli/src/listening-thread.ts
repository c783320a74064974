/**
 * The thread that holds a listening socket: binds it, tells its descriptor, and stands still for ever, so that nothing
 * in this process accepts from it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createServer, type ServerOptions } from '@tsgi/server';

const standStill = new Int32Array(new SharedArrayBuffer(4));

try {
  const server = createServer(() => [], bindingOptions(workerData));
  await server.listen();
  // No turn of the event loop lies between binding and standing still.
  parentPort?.postMessage({ fd: listeningDescriptor() });
  Atomics.wait(standStill, 0, 0);
} catch (error) {
  // An error that crosses to another thread keeps its message only.
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  parentPort?.postMessage({ message: error instanceof Error ? error.message : String(error), code });
}

function bindingOptions(data: unknown): ServerOptions {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- what listening-socket.ts has passed
  return data as ServerOptions;
}

/** Node's diagnostic report is the one public place that tells descriptors. This thread has a single socket. */
function listeningDescriptor(): number {
  // Names of addresses would be asked of a DNS server. Node 20's types do not know of it.
  Reflect.set(process.report, 'excludeNetwork', true);
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- documented so, typed as an object
  const { libuv } = process.report.getReport() as { libuv: { type: string; fd?: number }[] };
  const socket = libuv.find(({ type, fd }) => (type === 'tcp' || type === 'pipe') && fd !== undefined);
  if (socket?.fd === undefined) throw new Error('The descriptor of the listening socket is not in the report');
  return socket.fd;
}
