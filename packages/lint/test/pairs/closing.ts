/** Partners for the rules about closing. */
import { type Pairs, sends, streams } from '../partner.ts';

export const closingPairs: Pairs = {
  'body-closed-twice': {
    mutants: [
      {
        habits: {
          close: async (body) => {
            await body.close?.();
            await body.close?.();
          },
        },
      },
    ],
  },
  'body-not-returned': {
    right: {
      app: streams,
      habits: {
        send: async (body) => {
          for (const chunk of body as Iterable<Uint8Array>) if (chunk.length > 0) break;
        },
      },
    },
    mutants: [sends((body) => body[Symbol.iterator]().next())],
  },
  'body-not-closed': {
    right: { habits: { send: async () => undefined } },
    mutants: [{ habits: { close: async () => undefined } }, { app: streams, habits: { close: async () => undefined } }],
  },
};
