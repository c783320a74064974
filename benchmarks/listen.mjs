// @ts-check
/** Has a server of Node's listen on a free port of this machine. @param {import('node:net').Server} server @returns {Promise<number>} the port */
export function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
