/** Values: literals, names, lookups, operators. Each is written as one JavaScript expression. */
import type {
  BinaryNode,
  CompareNode,
  DictNode,
  IfNode,
  LiteralNode,
  LookupNode,
  SymbolNode,
  TemplateNode,
  UnaryNode,
} from '../template-node.ts';
import { type Place, quote, settled } from './place.ts';
import { SyntaxProblem } from './syntax-problem.ts';

export function literal(node: LiteralNode): string {
  return typeof node.value === 'string' ? quote(node.value) : String(node.value);
}

export function name(node: SymbolNode, place: Place): string {
  return place.local(node.value) ?? settled(`find(context, ${place.frame}, ${quote(node.value)})`);
}

/** What stands between commas. */
export function list(nodes: readonly TemplateNode[], place: Place): string {
  return nodes.map((node) => place.code(node)).join(', ');
}

export function lookup(node: LookupNode, place: Place): string {
  return settled(`member(${place.code(node.target)}, ${place.code(node.val)})`);
}

/** As pairs, not as an object literal: in one of those `__proto__` is no key. */
export function dict(node: DictNode, place: Place): string {
  const make = node.typename === 'Dict' ? 'dict' : 'keywordArgs';
  return `${make}([${node.children.map((pair) => `[${key(pair.key)}, ${place.code(pair.value)}]`).join(', ')}])`;
}

function key(node: TemplateNode): string {
  if (node.typename === 'Symbol' || (node.typename === 'Literal' && typeof node.value === 'string')) {
    return quote(String(node.value));
  }
  throw new SyntaxProblem(node, 'the keys of a dict are strings or names');
}

export function inlineIf(node: IfNode, place: Place): string {
  const otherwise = node.else_ === null ? '""' : place.code(node.else_);
  return `(${place.code(node.cond)} ? ${place.code(node.body)} : ${otherwise})`;
}

export function unary(node: UnaryNode, place: Place): string {
  return `${UNARY[node.typename]}(${place.code(node.target)})`;
}

const UNARY = { Not: '!', Neg: '-', Pos: '+' } as const;

/**
 * The arithmetic operators are written without parentheses, as in the template: nunjucks' parser nests `a * b % c` to
 * the right, and JavaScript's own precedence puts that right.
 */
export function binary(node: BinaryNode, place: Place): string {
  const left = place.code(node.left);
  if (node.typename === 'Is') return is(left, node.right, place);
  const right = place.code(node.right);
  switch (node.typename) {
    case 'In':
      return `isIn(${left}, ${right})`;
    case 'FloorDiv':
      return `Math.floor(${left} / ${right})`;
    case 'Pow':
      return `Math.pow(${left}, ${right})`;
    case 'Concat':
      return `((${left}) + "" + (${right}))`;
    case 'Or':
    case 'And':
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
    case 'Mod':
      return `${left} ${BINARY[node.typename]} ${right}`;
  }
}

const BINARY = { Or: '||', And: '&&', Add: '+', Sub: '-', Mul: '*', Div: '/', Mod: '%' } as const;

export function compare(node: CompareNode, place: Place): string {
  return `(${place.code(node.expr)}${node.ops.map((op) => ` ${op.type} ${place.code(op.expr)}`).join('')})`;
}

/** `left is test`, `left is test(argument)` */
function is(left: string, right: TemplateNode, place: Place): string {
  const called = right.typename === 'FunCall' ? right.name : right;
  if (called.typename !== 'Symbol' && called.typename !== 'Literal')
    throw new SyntaxProblem(right, 'after "is" comes a test');
  const args = right.typename === 'FunCall' ? right.args.children.map((arg) => `, ${place.code(arg)}`).join('') : '';
  return `(test(${quote(String(called.value))})(${left}${args}) === true)`;
}
