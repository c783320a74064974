/** Partners for the rules about status and headers. */
import { answers, type Pairs, startsWith, wrong } from '../partner.ts';

export const headPairs: Pairs = {
  'status-invalid': {
    right: { app: answers('299 Fine, caf\u00e9') },
    mutants: ['200', '200OK', '20X OK', '200 OK\n', '099 Low', '103 Early Hints'].map((status) => ({
      app: answers(status),
    })),
  },
  'headers-invalid': {
    mutants: [
      { app: answers('200 OK', wrong({ 'Content-Type': 'text/plain' })) },
      { app: answers('200 OK', wrong([['Content-Length', 5]])) },
      { app: answers('200 OK', wrong([['A', 'b', 'c']])) },
    ],
  },
  'header-name-invalid': {
    mutants: [{ app: answers('200 OK', [['A:', 'b']]) }, { app: answers('200 OK', [['', 'b']]) }],
  },
  'header-value-invalid': {
    right: { app: answers('200 OK', [['A', 'caf\u00e9\tx']]) },
    mutants: [
      { app: answers('200 OK', [['A', 'b\r\nSet-Cookie: c=d']]) },
      { app: answers('200 OK', [['A', '\u010d\u010a']]) },
      { app: answers('200 OK', [['A', ' b']]) },
    ],
  },
  'header-forbidden': {
    mutants: ['Connection', 'transfer-encoding', 'Upgrade', 'Status'].map((name) => ({
      app: answers('200 OK', [[name, 'x']]),
    })),
  },
  'content-length-invalid': {
    mutants: [
      { app: answers('200 OK', [['Content-Length', '5 bytes']]) },
      {
        app: answers('200 OK', [
          ['Content-Length', '0'],
          ['content-length', '0'],
        ]),
      },
    ],
  },
  'content-length-forbidden': {
    right: { app: answers('205 Reset Content', [['Content-Length', '0']]) },
    mutants: [
      { app: answers('204 No Content', [['Content-Length', '0']]) },
      { app: answers('205 Reset Content', [['Content-Length', '5']]) },
    ],
  },
  'headers-changed': {
    mutants: [
      {
        app: (_environ, startResponse) => {
          const headers: [string, string][] = [['X-One', '1']];
          startResponse('200 OK', headers);
          headers.push(['X-Two', '2']);
          return [];
        },
      },
    ],
  },
  'headers-changed-outside': {
    mutants: [
      startsWith((right) => (status, headers, failure) => {
        (headers as [string, string][]).push(['Date', 'today']);
        return right(status, headers, failure);
      }),
    ],
  },
};
