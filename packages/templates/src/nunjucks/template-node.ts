/**
 * The nodes that nunjucks' parser makes of a template. Lines and columns count from 0.
 *
 * `findAll` and the fields' names of nunjucks are left alone: what is written here is what is read.
 */

/** Where a node stands in its template. */
interface At {
  readonly lineno: number;
  readonly colno: number;
}

/** Nodes in a row: a body, the arguments of a call, a tuple, an array. */
export interface ListNode extends At {
  readonly typename: 'Root' | 'NodeList' | 'Group' | 'Array';
  readonly children: readonly TemplateNode[];
}

/** Something written: text of the template, or the value of an expression. */
export interface OutputNode extends At {
  readonly typename: 'Output';
  readonly children: readonly TemplateNode[];
}

export interface LiteralNode extends At {
  readonly typename: 'Literal';
  readonly value: string | number | boolean | RegExp | null;
}

interface TemplateDataNode extends At {
  readonly typename: 'TemplateData';
  readonly value: string;
}

export interface SymbolNode extends At {
  readonly typename: 'Symbol';
  readonly value: string;
}

export interface DictNode extends At {
  readonly typename: 'Dict' | 'KeywordArgs';
  readonly children: readonly PairNode[];
}

interface PairNode extends At {
  readonly typename: 'Pair';
  readonly key: TemplateNode;
  readonly value: TemplateNode;
}

/** `target.val` and `target[val]`. */
export interface LookupNode extends At {
  readonly typename: 'LookupVal';
  readonly target: TemplateNode;
  readonly val: TemplateNode;
}

export interface CallNode extends At {
  readonly typename: 'FunCall';
  readonly name: TemplateNode;
  readonly args: ListNode;
}

/** The value is the first argument. */
export interface FilterNode extends At {
  readonly typename: 'Filter';
  readonly name: SymbolNode;
  readonly args: ListNode;
}

export interface IfNode extends At {
  readonly typename: 'If' | 'IfAsync' | 'InlineIf';
  readonly cond: TemplateNode;
  readonly body: TemplateNode;
  readonly else_: TemplateNode | null;
}

export interface ForNode extends At {
  readonly typename: 'For' | 'AsyncEach' | 'AsyncAll';
  readonly arr: TemplateNode;
  readonly name: SymbolNode | ListNode;
  readonly body: TemplateNode;
  readonly else_: TemplateNode | null;
}

/** A macro, or the body of a `{% call %}`. */
export interface MacroNode extends At {
  readonly typename: 'Macro' | 'Caller';
  readonly name: SymbolNode;
  readonly args: ListNode;
  readonly body: TemplateNode;
}

export interface ImportNode extends At {
  readonly typename: 'Import';
  readonly template: TemplateNode;
  readonly target: SymbolNode;
  readonly withContext: boolean | null;
}

export interface FromImportNode extends At {
  readonly typename: 'FromImport';
  readonly template: TemplateNode;
  readonly names: { readonly children: readonly (SymbolNode | PairNode)[] };
  readonly withContext: boolean | null;
}

export interface BlockNode extends At {
  readonly typename: 'Block';
  readonly name: SymbolNode;
  readonly body: TemplateNode;
}

export interface ExtendsNode extends At {
  readonly typename: 'Extends';
  readonly template: TemplateNode;
}

export interface IncludeNode extends At {
  readonly typename: 'Include';
  readonly template: TemplateNode;
  readonly ignoreMissing: boolean | null;
}

/** `value`, or a `body` between `{% set x %}` and `{% endset %}`. */
export interface SetNode extends At {
  readonly typename: 'Set';
  readonly targets: readonly SymbolNode[];
  readonly value: TemplateNode | null;
  readonly body?: TemplateNode;
}

export interface SwitchNode extends At {
  readonly typename: 'Switch';
  readonly expr: TemplateNode;
  readonly cases: readonly CaseNode[];
  readonly default: TemplateNode | null;
}

interface CaseNode extends At {
  readonly typename: 'Case';
  readonly cond: TemplateNode;
  readonly body: ListNode;
}

/** A body whose output is a value. */
export interface CaptureNode extends At {
  readonly typename: 'Capture';
  readonly body: TemplateNode;
}

export interface UnaryNode extends At {
  readonly typename: 'Not' | 'Neg' | 'Pos';
  readonly target: TemplateNode;
}

export interface BinaryNode extends At {
  readonly typename: 'In' | 'Is' | 'Or' | 'And' | 'Add' | 'Concat' | 'Sub' | 'Mul' | 'Div' | 'FloorDiv' | 'Mod' | 'Pow';
  readonly left: TemplateNode;
  readonly right: TemplateNode;
}

export interface CompareNode extends At {
  readonly typename: 'Compare';
  readonly expr: TemplateNode;
  readonly ops: readonly { readonly expr: TemplateNode; readonly type: string }[];
}

/** A custom tag. */
export interface TagNode extends At {
  readonly typename: 'CallExtension';
  readonly extName: string;
  readonly args: ListNode;
  readonly contentArgs: readonly TemplateNode[];
}

export type TemplateNode =
  | ListNode
  | OutputNode
  | LiteralNode
  | TemplateDataNode
  | SymbolNode
  | DictNode
  | PairNode
  | LookupNode
  | CallNode
  | FilterNode
  | IfNode
  | ForNode
  | MacroNode
  | ImportNode
  | FromImportNode
  | BlockNode
  | ExtendsNode
  | IncludeNode
  | SetNode
  | SwitchNode
  | CaseNode
  | CaptureNode
  | UnaryNode
  | BinaryNode
  | CompareNode
  | TagNode;

/** The nodes right below a node, in the order of the template. */
export function childrenOf(node: TemplateNode): readonly TemplateNode[] {
  return Object.values(node).flatMap(nodesIn);
}

function nodesIn(value: unknown): readonly TemplateNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return isNode(value) ? [value] : [];
}

function isNode(value: unknown): value is TemplateNode {
  return typeof value === 'object' && value !== null && 'typename' in value && typeof value.typename === 'string';
}

/** Whether the node, or one below it, is like this. */
export function contains(node: TemplateNode, test: (node: TemplateNode) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => contains(child, test));
}
