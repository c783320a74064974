/**
 * The patterns of one router as a tree of segments, and the search in it. A more specific child is tried first: text,
 * then a converted parameter, then any text, then the rest of the path; what is mounted comes last. Each node is met
 * once at most, so that no path costs more than the tree has nodes.
 *
 * An empty segment matches nothing: `/a//b` is no spelling of `/a/b`. A segment is decoded once, and `%2F` in it stays
 * in the value; in the rest of a path it would become a second spelling of a slash, and matches nothing.
 */
import type { Pattern } from './pattern.ts';
import { RouteError } from './route-error.ts';
import { type Leaf, RouteNode, viewOf } from './route-node.ts';
import { type Found, search, type TrailingSlash } from './route-search.ts';

/** A tree. `View` answers, `Mounted` takes over. */
export class RouteTree<View extends { readonly pattern: string }, Mounted extends object> {
  readonly #root: RouteNode<View, Mounted> = new RouteNode('');
  /** By the whole path, where no segment is a parameter: nothing is more specific. */
  readonly #statics = new Map<string, Leaf<View>>();

  /**
   * Adds a view under a pattern.
   * @param method in capitals; `'*'` for those that have no view of their own
   * @throws RouteError `route-duplicate` or `route-ambiguous`
   */
  add(pattern: Pattern, method: string, view: View): void {
    let node = this.#root;
    for (const segment of pattern.segments) {
      if (segment.kind === 'rest') {
        addView((node.rest ??= new Map<string, View>()), method, view);
        return;
      }
      if (segment.kind === 'param' && segment.optional) addView((node.leaf ??= new Map<string, View>()), method, view);
      node = segment.kind === 'static' ? node.textChild(segment.text) : node.paramChild(segment, pattern.text);
    }
    const leaf = pattern.slash ? (node.slashLeaf ??= new Map<string, View>()) : (node.leaf ??= new Map<string, View>());
    addView(leaf, method, view);
    const path = staticPath(pattern);
    if (path !== undefined) this.#statics.set(path, leaf);
  }

  /** Hands all paths below a prefix to somebody else. @throws RouteError `mount-invalid` */
  mount(pattern: Pattern, mounted: Mounted): void {
    let node = this.#root;
    for (const segment of pattern.segments) {
      if (segment.kind !== 'static') {
        throw new RouteError('mount-invalid', `The prefix '${pattern.text}' has a parameter: mount at a fixed path`);
      }
      node = node.textChild(segment.text);
    }
    if (node.mounted !== undefined) {
      throw new RouteError('mount-invalid', `Something is mounted at '${pattern.text}' already`);
    }
    node.mounted = mounted;
  }

  /** What answers a request of a path. */
  find(method: string, path: string, trailingSlash: TrailingSlash): Found<View, Mounted> {
    const view = viewOf(this.#statics.get(path), method);
    if (view !== undefined) return { kind: 'view', view, values: [] };
    return search(this.#root, method, path, trailingSlash === 'ignore');
  }
}

function addView<View extends { readonly pattern: string }>(leaf: Leaf<View>, method: string, view: View): void {
  const present = leaf.get(method);
  if (present !== undefined) {
    const what = method === '*' ? 'every method' : method;
    throw new RouteError('route-duplicate', `'${view.pattern}' and '${present.pattern}' both answer ${what}`);
  }
  leaf.set(method, view);
}

function staticPath({ segments, slash }: Pattern): string | undefined {
  let path = '';
  for (const segment of segments) {
    if (segment.kind !== 'static') return undefined;
    path += `/${segment.text}`;
  }
  return slash ? `${path}/` : path;
}
