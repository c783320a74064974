/** A page that `tsgi check` asks for. */
import type { RouteInfo } from '@tsgi/protocol';

export interface AskedPage {
  /** Whose page it is, where the application tells hosts apart. */
  readonly host: string | undefined;
  readonly path: string;
  /** Whether the application lists it, so that it has to be there. */
  readonly isListed: boolean;
}

/** Routes that answer GET and need to be told nothing. An application without routes is asked for its root. */
export function askedPages(routes: readonly RouteInfo[]): readonly AskedPage[] {
  const patterns = routes
    .filter(({ methods }) => methods.includes('GET') || methods.includes('*'))
    .map(({ pattern }) => pattern.replace(OPTIONAL, ''))
    .filter((pattern) => !pattern.includes('/:') && !pattern.endsWith('/*'));
  const pages = [...new Set(patterns)].map(pageAt);
  return pages.length === 0 ? [{ host: undefined, path: '/', isListed: false }] : pages;
}

/** An optional parameter is the last thing of a pattern. */
const OPTIONAL = /\/:[^/]+\?$/;

/** Applications that are mounted at a host list `example.org/path`, at the hosts below one `*.example.org/path`. */
function pageAt(pattern: string): AskedPage {
  const slash = pattern.indexOf('/');
  const host = slash === -1 ? pattern : pattern.slice(0, slash);
  return {
    host: host === '' ? undefined : host.replace('*', 'any'),
    path: slash === -1 ? '/' : pattern.slice(slash),
    isListed: true,
  };
}
