/** What one template has to do with another: inheritance, includes, imports. */
import type {
  BlockNode,
  ExtendsNode,
  FromImportNode,
  ImportNode,
  IncludeNode,
  TemplateNode,
} from '../template-node.ts';
import { functionBody } from './bodies.ts';
import { keep } from './macros.ts';
import { Place, quote, settled } from './place.ts';
import { SyntaxProblem } from './syntax-problem.ts';

/** `{% extends name %}`: the parent writes the page, with this template's blocks. */
export function extending(node: ExtendsNode, place: Place): string {
  if (!place.topLevel && place.block !== undefined)
    throw new SyntaxProblem(node, 'extends is not for the inside of a block');
  const parent = settled(`template(${place.code(node.template)}, self)`);
  return `${place.unit.at(node)};\nparent = ${parent};\ncontext.addBlocks(parent.blocks);\n`;
}

/** Where a block is written: what it holds may be another template's. */
export function blockCall(node: BlockNode, place: Place): string {
  const name = quote(node.name.value);
  const write = `${place.out} += await context.block(${name})(context, ${place.frame});\n`;
  // Outside of all blocks, a template that extends another writes nothing itself.
  return `${place.unit.at(node)};\n${place.block === undefined ? `if (parent === undefined) ` : ''}${write}`;
}

/** The function of a block. */
export function blockFunction(node: BlockNode, variable: string, place: Place): string {
  const { unit } = place;
  const frame = unit.variable();
  const block = { name: node.name.value, variable };
  const inside = new Place(unit, { out: unit.variable(), frame, block, topLevel: false });
  const code = `const ${frame} = outer.push("closed");\n${inside.code(node.body)}`;
  return `async function ${variable}(context, outer) ${functionBody(inside.out, code, inside.out)}`;
}

/** `{% include name %}`: sees the names around it, and sets none. */
export function including(node: IncludeNode, place: Place): string {
  const at = place.unit.at(node);
  const missing = node.ignoreMissing === true ? ', true' : '';
  const args = `${place.code(node.template)}, self, context, ${place.frame}${missing}`;
  return `${at};\n${place.out} += await include(${args});\n`;
}

/** `{% import name as forms %}` */
export function importing(node: ImportNode, place: Place): string {
  const variable = place.unit.variable();
  return `${exportsOf(node, variable, place)}${bind(node.target.value, variable, place)}`;
}

/** `{% from name import field, label as caption %}` */
export function importingNames(node: FromImportNode, place: Place): string {
  const all = place.unit.variable();
  let code = exportsOf(node, all, place);
  for (const child of node.names.children) {
    const name = nameOf(child.typename === 'Pair' ? child.key : child);
    const variable = place.unit.variable();
    code += `let ${variable} = exported(${all}, ${quote(name)});\n`;
    code += bind(nameOf(child.typename === 'Pair' ? child.value : child), variable, place);
  }
  return code;
}

function exportsOf(node: ImportNode | FromImportNode, variable: string, place: Place): string {
  const seen = node.withContext === true ? `, ${place.frame}` : '';
  return `${place.unit.at(node)};\nlet ${variable} = await exportsOf(${place.code(node.template)}, self, context${seen});\n`;
}

function bind(name: string, variable: string, place: Place): string {
  place.declare(name, variable);
  return place.topLevel ? `context.set(${quote(name)}, ${variable});\n` : keep(name, variable, place);
}

function nameOf(node: TemplateNode): string {
  if (node.typename !== 'Symbol') throw new SyntaxProblem(node, 'what is imported is a name');
  return node.value;
}
