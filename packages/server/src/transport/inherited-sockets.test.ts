import { describe, expect, it } from 'vitest';
import { inheritedSockets } from './inherited-sockets.ts';

describe('inheritedSockets', () => {
  it('are numbered from 3, and named', () => {
    const environment = { LISTEN_PID: '7', LISTEN_FDS: '3', LISTEN_FDNAMES: 'web:admin' };
    expect(inheritedSockets(environment, 7)).toEqual([
      { fd: 3, name: 'web' },
      { fd: 4, name: 'admin' },
      { fd: 5, name: 'unknown' },
    ]);
  });

  it.each([
    ['there are no variables', {}],
    ['they are meant for another process', { LISTEN_PID: '8', LISTEN_FDS: '1' }],
    ['there is no number', { LISTEN_PID: '7', LISTEN_FDS: 'x' }],
    ['the number is 0', { LISTEN_PID: '7', LISTEN_FDS: '0' }],
  ])('are none when %s', (_what, environment) => {
    expect(inheritedSockets(environment, 7)).toEqual([]);
  });
});
