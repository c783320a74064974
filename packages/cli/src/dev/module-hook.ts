/**
 * Runs in the thread of Node's module hooks, and tells which files an application is made of: those that are loaded,
 * and those that were looked for and not found, since they may come.
 */
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';

let port: MessagePort | undefined;

/** Called by Node with what `module.register` was given. */
export function initialize(data: { readonly port: MessagePort }): void {
  port = data.port;
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    const { parentURL } = context;
    if (parentURL?.startsWith('file:') === true && /^\.{0,2}\//.test(specifier)) {
      port?.postMessage({ missing: fileURLToPath(new URL(specifier, parentURL)) });
    }
    throw error;
  }
};

export const load: LoadHook = (url, context, next) => {
  if (url.startsWith('file:') && !url.includes('/node_modules/'))
    port?.postMessage({ found: fileURLToPath(new URL(url)) });
  return next(url, context);
};
