/** Custom tags: `{% name arguments %}`, or with a body up to `{% endname %}`. */
import type { Markup } from '@tsgi/http';
import type { KeywordArgs } from './keyword-args.ts';
import type { TemplateNode } from './template-node.ts';

/** A custom tag. */
export interface TemplateTag {
  /**
   * Whether it has a body, which ends with `{% end<name> %}`.
   * @default false
   */
  readonly body?: boolean;
  /** Gives what is written in its place: escaped, unless it is markup. May be a promise. */
  run(call: TagCall): unknown;
}

/** One use of a custom tag. */
export interface TagCall {
  /** The arguments without a name. */
  readonly args: readonly unknown[];
  /** The arguments with a name. */
  readonly named: KeywordArgs;
  /** What the template calls by a name where the tag stands. */
  lookup(name: string): unknown;
  /** Renders the body, anew each time; empty for a tag without one. */
  body(): Promise<Markup>;
}

/** What nunjucks' parser is told of a tag. */
export interface TagParsing {
  readonly tags: readonly string[];
  parse(parser: TagParser, nodes: TagNodes): TemplateNode;
}

/** The part of nunjucks' parser that reads a tag. */
interface TagParser {
  nextToken(): { readonly value: string; readonly lineno: number; readonly colno: number };
  parseSignature(tolerant: null, noParentheses: true): TemplateNode;
  advanceAfterBlockEnd(name?: string): void;
  parseUntilBlocks(...names: readonly string[]): TemplateNode;
}

interface TagNodes {
  readonly CallExtension: new (
    name: string,
    method: string,
    args: TemplateNode,
    bodies: readonly TemplateNode[],
  ) => {
    typename: 'CallExtension';
  } & TemplateNode & { lineno: number; colno: number };
}

/** Has the parser read a tag. */
function tagParsing(name: string, hasBody: boolean): TagParsing {
  return {
    tags: [name],
    parse(parser, nodes) {
      const { lineno, colno } = parser.nextToken();
      const args = parser.parseSignature(null, true);
      parser.advanceAfterBlockEnd(name);
      const bodies: TemplateNode[] = [];
      if (hasBody) {
        bodies.push(parser.parseUntilBlocks(`end${name}`));
        parser.advanceAfterBlockEnd();
      }
      return Object.assign(new nodes.CallExtension(name, 'run', args, bodies), { lineno, colno });
    },
  };
}

/** What the parser is told of all tags. */
export function tagParsings(tags: Readonly<Record<string, TemplateTag>>): readonly TagParsing[] {
  return Object.entries(tags).map(([name, { body }]) => tagParsing(name, body === true));
}
