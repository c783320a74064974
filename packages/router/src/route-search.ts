/** The search for a path in a tree of patterns: see {@link RouteTree} for what it means. */
import { convert } from './converter.ts';
import { type Leaf, type RouteNode, viewOf } from './route-node.ts';

/** What a path means that differs from a pattern by a slash at its end: another path that is known, another, the same. */
export type TrailingSlash = 'redirect' | 'strict' | 'ignore';

/** What a search has found. */
export type Found<View, Mounted> =
  /** `values` are those of the parameters, from left to right. */
  | { readonly kind: 'view'; readonly view: View; readonly values: unknown[] }
  | { readonly kind: 'mounted'; readonly mounted: Mounted; readonly prefix: string }
  | {
      readonly kind: 'none';
      /** The views of this path, by method: all for other methods. */
      readonly met: readonly ReadonlyMap<string, View>[];
      /** Whether the path with the other ending has a view for the method. */
      readonly otherSlash: boolean;
    };

/** Looks a path up below the root. @param ignoresSlash whether an ending is as good as the other */
export function search<View, Mounted>(
  root: RouteNode<View, Mounted>,
  method: string,
  path: string,
  ignoresSlash: boolean,
): Found<View, Mounted> {
  const state = new Search<View>(method, path, ignoresSlash);
  return visit(state, root, 0, 0) ?? { kind: 'none', met: state.met, otherSlash: state.otherSlash };
}

/** One search, and what it has met. */
class Search<View> {
  readonly method: string;
  readonly path: string;
  readonly isEncoded: boolean;
  readonly ignoresSlash: boolean;
  met: Leaf<View>[] | typeof NONE = NONE;
  otherSlash = false;

  constructor(method: string, path: string, ignoresSlash: boolean) {
    this.method = method;
    this.path = path;
    this.isEncoded = path.includes('%');
    this.ignoresSlash = ignoresSlash;
  }
}

/**
 * Looks for what answers below a node; what is mounted there when nothing else does.
 * @param at the index of the slash before the next segment, or the path's length
 * @param depth how many parameters there are to the left
 */
function visit<View, Mounted>(
  state: Search<View>,
  node: RouteNode<View, Mounted>,
  at: number,
  depth: number,
): Found<View, Mounted> | undefined {
  const { path } = state;
  const start = at + 1;
  let found: Found<View, Mounted> | undefined;
  if (at === path.length) found = ending(state, node.leaf, node.slashLeaf, depth);
  else if (start === path.length) found = ending(state, node.slashLeaf, node.leaf, depth);
  else found = descend(state, node, start, depth);
  if (found !== undefined || node.mounted === undefined) return found;
  return { kind: 'mounted', mounted: node.mounted, prefix: path.slice(0, at) };
}

function descend<View, Mounted>(
  state: Search<View>,
  node: RouteNode<View, Mounted>,
  start: number,
  depth: number,
): Found<View, Mounted> | undefined {
  const { path } = state;
  const next = path.indexOf('/', start);
  const end = next === -1 ? path.length : next;
  if (end === start) return undefined;
  const texts = node.texts[path.charCodeAt(start)];
  if (texts !== undefined) {
    for (const child of texts) {
      if (child.text.length !== end - start || !path.startsWith(child.text, start)) continue;
      const found = visit(state, child.node, end, depth);
      if (found !== undefined) return found;
    }
  }
  const found = node.hasParams ? parameters(state, node, start, end, depth) : undefined;
  return found === undefined && node.rest !== undefined ? remainder(state, node.rest, start, depth) : found;
}

function parameters<View, Mounted>(
  state: Search<View>,
  { any, converted }: RouteNode<View, Mounted>,
  start: number,
  end: number,
  depth: number,
): Found<View, Mounted> | undefined {
  let text: string | undefined;
  if (converted.length > 0 || state.isEncoded) {
    text = decoded(state.path.slice(start, end));
    if (text === undefined) return undefined;
    for (const { converter, node: child } of converted) {
      const value = convert(converter, text);
      const found = value === undefined ? undefined : visit(state, child, end, depth + 1);
      if (found !== undefined) return withValue(found, depth, value);
    }
  }
  // Most searches that come by here lead nowhere: the text is cut out once it is certain that this one does not.
  const found = any === undefined ? undefined : visit(state, any, end, depth + 1);
  return found === undefined ? undefined : withValue(found, depth, text ?? state.path.slice(start, end));
}

function withValue<View, Mounted>(found: Found<View, Mounted>, depth: number, value: unknown): Found<View, Mounted> {
  if (found.kind === 'view') found.values[depth] = value;
  return found;
}

function remainder<View, Mounted>(
  state: Search<View>,
  leaf: Leaf<View>,
  start: number,
  depth: number,
): Found<View, Mounted> | undefined {
  const tail = state.path.slice(start);
  if (tail.includes('//') || tail.includes('%2F')) return undefined;
  const slash = tail.endsWith('/');
  const value = decoded(slash ? tail.slice(0, -1) : tail);
  if (value === undefined) return undefined;
  const found: Found<View, Mounted> | undefined = slash
    ? ending(state, undefined, leaf, depth + 1)
    : ending(state, leaf, undefined, depth + 1);
  return found === undefined ? undefined : withValue(found, depth, value);
}

/** At the end of the path: the views of this form of it, and those of the form with the other ending. */
function ending<View, Mounted>(
  state: Search<View>,
  leaf: Leaf<View> | undefined,
  other: Leaf<View> | undefined,
  depth: number,
): Found<View, Mounted> | undefined {
  const { method, ignoresSlash } = state;
  const view = viewOf(leaf, method) ?? (ignoresSlash ? viewOf(other, method) : undefined);
  if (view !== undefined) {
    // Filled in from the right, on the way back.
    const values: unknown[] = [];
    for (let at = 0; at < depth; at++) values.push(undefined);
    return { kind: 'view', view, values };
  }
  if (leaf !== undefined) state.met = state.met.length === 0 ? [leaf] : [...state.met, leaf];
  if (other === undefined) return undefined;
  if (ignoresSlash) state.met = [...state.met, other];
  else if (viewOf(other, method) !== undefined) state.otherSlash = true;
  return undefined;
}

/** A segment's text, or that of several; `undefined` when it is not UTF-8. */
function decoded(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const NONE: readonly never[] = [];
