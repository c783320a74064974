/**
 * A parsed template as JavaScript: one expression, a function from the runtime to the template's code.
 *
 * nunjucks has a code generator of its own, which this one stands in for (docs/decisions): its code calls back instead
 * of awaiting, so that a promise is awaited only in a few places, and it looks through prototypes in places that cannot
 * be replaced.
 */
import { type BlockNode, childrenOf, type TemplateNode } from '../template-node.ts';
import { capture, nestedBody } from './bodies.ts';
import { call, filter, tag } from './calls.ts';
import { binary, compare, dict, inlineIf, list, literal, lookup, name, unary } from './expressions.ts';
import { caller, macro } from './macros.ts';
import { Place, quote, Unit } from './place.ts';
import { blockCall, blockFunction, extending, importing, importingNames, including } from './references.ts';
import { runtimeNames } from './runtime-names.ts';
import { assignment, choice, condition, loop, output, sequence } from './statements.ts';
import { SyntaxProblem } from './syntax-problem.ts';

/** @throws SyntaxProblem for what the parser lets through and makes no sense */
export function generate(templateName: string, root: TemplateNode): string {
  const unit = new Unit(write);
  const frame = unit.variable();
  const place = new Place(unit, { out: unit.variable(), frame, block: undefined, topLevel: true });
  const blocks = blocksIn(root).map((block) => ({ block, variable: unit.variable() }));
  assertUnique(blocks.map(({ block }) => block));
  const result = `parent === undefined ? ${place.out} : await parent.root(context, ${frame})`;
  const rootCode = nestedBody(place.out, `let parent;\n${place.code(root)}`, result);
  const functions = blocks.map(({ block, variable }) => blockFunction(block, variable, place));
  const table = blocks.map(({ block, variable }) => `[${quote(block.name.value)}, ${variable}]`);
  return `(runtime) => {
const { ${runtimeNames.join(', ')} } = runtime;
const self = ${quote(templateName)};
const failed = failure(self, [${unit.positions.join(', ')}]);
async function root(context, ${frame}) ${rootCode}
${functions.join('\n')}
return { root, blocks: new Map([${table.join(', ')}]) };
}`;
}

// eslint-disable-next-line max-lines-per-function -- a table: who writes which kind of node
function write(node: TemplateNode, place: Place): string {
  switch (node.typename) {
    case 'Root':
    case 'NodeList':
      return sequence(node, place);
    case 'Output':
      return output(node, place);
    case 'If':
    case 'IfAsync':
      return condition(node, place);
    case 'For':
    case 'AsyncEach':
    case 'AsyncAll':
      return loop(node, place);
    case 'Set':
      return assignment(node, place);
    case 'Switch':
      return choice(node, place);
    case 'Macro':
      return macro(node, place);
    case 'Block':
      return blockCall(node, place);
    case 'Extends':
      return extending(node, place);
    case 'Include':
      return including(node, place);
    case 'Import':
      return importing(node, place);
    case 'FromImport':
      return importingNames(node, place);
    case 'CallExtension':
      return tag(node, place);
    case 'Literal':
      return literal(node);
    case 'Symbol':
      return name(node, place);
    case 'Group':
      return `(${list(node.children, place)})`;
    case 'Array':
      return `[${list(node.children, place)}]`;
    case 'Dict':
    case 'KeywordArgs':
      return dict(node, place);
    case 'LookupVal':
      return lookup(node, place);
    case 'FunCall':
      return call(node, place);
    case 'Filter':
      return filter(node, place);
    case 'Caller':
      return caller(node, place);
    case 'Capture':
      return capture(node, place);
    case 'InlineIf':
      return inlineIf(node, place);
    case 'Compare':
      return compare(node, place);
    case 'Not':
    case 'Neg':
    case 'Pos':
      return unary(node, place);
    case 'In':
    case 'Is':
    case 'Or':
    case 'And':
    case 'Add':
    case 'Concat':
    case 'Sub':
    case 'Mul':
    case 'Div':
    case 'FloorDiv':
    case 'Mod':
    case 'Pow':
      return binary(node, place);
    // Parts of others, which write them themselves.
    case 'Pair':
    case 'Case':
    case 'TemplateData':
      throw new SyntaxProblem(node, `${node.typename} cannot stand here`);
  }
}

function blocksIn(node: TemplateNode): readonly BlockNode[] {
  const below = childrenOf(node).flatMap(blocksIn);
  return node.typename === 'Block' ? [node, ...below] : below;
}

function assertUnique(blocks: readonly BlockNode[]): void {
  const names = new Set<string>();
  for (const block of blocks) {
    const { value } = block.name;
    if (names.has(value)) throw new SyntaxProblem(block, `the block "${value}" is defined twice`);
    names.add(value);
  }
}
