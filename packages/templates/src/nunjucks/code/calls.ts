/** What calls a function: calls, filters, custom tags. */
import type { CallNode, FilterNode, TagNode, TemplateNode } from '../template-node.ts';
import { functionBody } from './bodies.ts';
import { list } from './expressions.ts';
import { type Place, quote, settled } from './place.ts';
import { SyntaxProblem } from './syntax-problem.ts';

export function call(node: CallNode, place: Place): string {
  const { name } = node;
  if (name.typename === 'Symbol' && name.value === 'super') return superBlock(node, place);
  const at = place.unit.at(startOf(name));
  const described = quote(describe(name));
  const args = `[${list(node.args.children, place)}]`;
  return name.typename === 'LookupVal'
    ? `(${at}, ${settled(`callMember(${place.code(name.target)}, ${place.code(name.val)}, ${described}, ${args})`)})`
    : `(${at}, ${settled(`call(${place.code(name)}, ${described}, ${args})`)})`;
}

export function filter(node: FilterNode, place: Place): string {
  const at = place.unit.at(node);
  return `(${at}, ${settled(`filter(${quote(node.name.value)})(${list(node.args.children, place)})`)})`;
}

/** A custom tag writes like an expression: escaped, unless it gives markup. */
export function tag(node: TagNode, place: Place): string {
  const at = place.unit.at(node);
  const [content] = node.contentArgs;
  const body = content === undefined ? 'undefined' : tagBody(content, place);
  const args = list(node.args.children, place);
  const run = settled(`tag(${quote(node.extName)}, context, ${place.frame}, [${args}], ${body})`);
  return `${at}; ${place.out} += text(${run});\n`;
}

/** May be called any number of times, and each time writes anew. */
function tagBody(content: TemplateNode, place: Place): string {
  const inside = place.inner({ out: place.unit.variable() });
  return `async () => ${functionBody(inside.out, inside.code(content), `markup(${inside.out})`)}`;
}

function superBlock(node: CallNode, place: Place): string {
  if (place.block === undefined) throw new SyntaxProblem(node, 'super() is for the inside of a block');
  const { name, variable } = place.block;
  return `markup(await context.parentOf(${quote(name)}, ${variable})(context, ${place.frame}))`;
}

/** Where an expression begins: a lookup stands at its dot, a call at its parenthesis. */
function startOf(node: TemplateNode): TemplateNode {
  if (node.typename === 'LookupVal') return startOf(node.target);
  return node.typename === 'FunCall' ? startOf(node.name) : node;
}

/** How an error calls what could not be called. */
function describe(node: TemplateNode): string {
  if (node.typename === 'Symbol') return node.value;
  if (node.typename === 'Literal') return String(node.value);
  if (node.typename === 'FunCall') return `${describe(node.name)}(...)`;
  if (node.typename !== 'LookupVal') return 'the expression';
  const { target, val } = node;
  const isName = val.typename === 'Literal' && typeof val.value === 'string';
  return isName ? `${describe(target)}.${val.value}` : `${describe(target)}[${describe(val)}]`;
}
