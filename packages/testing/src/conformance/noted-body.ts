/** A body that notes what is done to it. */
import type { ResponseBody } from '@tsgi/protocol';

/** What a test wants of the body. */
export interface NotedParts {
  /** Gives the chunks; `undefined` is the end. */
  readonly next: () => Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** What `return()` gives, besides being noted. */
  readonly onReturn?: () => unknown;
  /** What `close()` does, besides being noted. */
  readonly onClose?: () => void | Promise<void>;
}

/** Makes an async body that appends `next`, `return` and `close` to `seen` as they are called. */
export function notedBody(seen: string[], { next, onReturn, onClose }: NotedParts): ResponseBody {
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        seen.push('next');
        const value = await next();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
      return: async () => {
        seen.push('return');
        await onReturn?.();
        return { done: true, value: undefined };
      },
    }),
    close: () => {
      seen.push('close');
      return onClose?.();
    },
  };
}

/** Gives these chunks, one at each call. */
export function chunksOf(...chunks: readonly Uint8Array[]): () => Uint8Array | undefined {
  const rest = [...chunks];
  return () => rest.shift();
}
