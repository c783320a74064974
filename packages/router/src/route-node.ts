/** One place in a tree of patterns: what may follow, and what ends here. */
import { areDisjoint, type Converter } from './converter.ts';
import type { Segment } from './pattern.ts';
import { RouteError } from './route-error.ts';

/** The views that answer a path, by method; `'*'` answers those that have none. */
export type Leaf<View> = Map<string, View>;

export class RouteNode<View, Mounted> {
  /** The pattern or text by which it was made, for messages. */
  readonly origin: string;
  /** The children of fixed text, by its first character's code: few have the same. */
  readonly texts: ({ readonly text: string; readonly node: RouteNode<View, Mounted> }[] | undefined)[] = [];
  readonly converted: {
    readonly type: string;
    readonly converter: Converter;
    readonly node: RouteNode<View, Mounted>;
  }[] = [];
  any: RouteNode<View, Mounted> | undefined;
  hasParams = false;
  rest: Leaf<View> | undefined;
  leaf: Leaf<View> | undefined;
  slashLeaf: Leaf<View> | undefined;
  mounted: Mounted | undefined;

  constructor(origin: string) {
    this.origin = origin;
  }

  textChild(text: string): RouteNode<View, Mounted> {
    const siblings = (this.texts[text.charCodeAt(0)] ??= []);
    const present = siblings.find((child) => child.text === text);
    if (present !== undefined) return present.node;
    const node = new RouteNode<View, Mounted>(text);
    siblings.push({ text, node });
    return node;
  }

  paramChild({ type, converter }: Segment & { readonly kind: 'param' }, pattern: string): RouteNode<View, Mounted> {
    this.hasParams = true;
    if (type === undefined) return (this.any ??= new RouteNode<View, Mounted>(pattern));
    const present = this.converted.find((child) => child.type === type);
    if (present !== undefined) return present.node;
    const rival = this.converted.find((child) => !areDisjoint(child.type, type));
    if (rival !== undefined) {
      throw new RouteError(
        'route-ambiguous',
        `'${pattern}' and '${rival.node.origin}' match the same paths: ${type} and ${rival.type} stand in the same place`,
      );
    }
    const node = new RouteNode<View, Mounted>(pattern);
    this.converted.push({ type, converter, node });
    return node;
  }
}

/** The view for a method; HEAD is answered by GET's (RFC 9110 §9.3.2). */
export function viewOf<View>(leaf: Leaf<View> | undefined, method: string): View | undefined {
  if (leaf === undefined) return undefined;
  return leaf.get(method) ?? (method === 'HEAD' ? leaf.get('GET') : undefined) ?? leaf.get('*');
}
