/** What writes or decides: output, conditions, loops, assignments. Each is written as JavaScript statements. */
import {
  contains,
  type ForNode,
  type IfNode,
  type ListNode,
  type OutputNode,
  type SetNode,
  type SwitchNode,
  type TemplateNode,
} from '../template-node.ts';
import { isDynamic } from './bodies.ts';
import { keep } from './macros.ts';
import { type Place, quote, settled } from './place.ts';
import { SyntaxProblem } from './syntax-problem.ts';

export function sequence(node: ListNode, place: Place): string {
  return node.children.map((child) => place.code(child)).join('');
}

export function output(node: OutputNode, place: Place): string {
  return node.children
    .map((child) => {
      if (child.typename !== 'TemplateData')
        return `${place.unit.at(node)}; ${place.out} += text(${place.code(child)});\n`;
      return child.value === '' ? '' : `${place.out} += ${quote(child.value)};\n`;
    })
    .join('');
}

export function condition(node: IfNode, place: Place): string {
  const otherwise = node.else_ === null ? '' : ` else ${branch(node.else_, place)}`;
  return `${place.unit.at(node)};\nif (${place.code(node.cond)}) ${branch(node.body, place)}${otherwise}\n`;
}

/** What a branch declares is known in it alone: elsewhere the name is looked up, since the branch may not have run. */
function branch(body: TemplateNode, place: Place): string {
  return `{\n${place.inner({ topLevel: place.topLevel }).code(body)}}`;
}

/** A case without a body falls through to the next one. */
export function choice(node: SwitchNode, place: Place): string {
  const cases = node.cases.map(({ cond, body }) => {
    const end = body.children.length === 0 ? '' : ' break;';
    return `case ${place.code(cond)}: ${branch(body, place)}${end}\n`;
  });
  const otherwise = node.default === null ? '' : `default: ${branch(node.default, place)}\n`;
  return `${place.unit.at(node)};\nswitch (${place.code(node.expr)}) {\n${cases.join('')}${otherwise}}\n`;
}

/** `{% for x in list %}`, `{% for key, value in object %}` */
export function loop(node: ForNode, place: Place): string {
  const { unit } = place;
  const [items, index, item] = [unit.variable(), unit.variable(), unit.variable()];
  const dynamic = isDynamic(node.body);
  const inside = place.inner({ frame: dynamic ? unit.variable() : place.frame });
  const names = node.name.typename === 'Symbol' ? [node.name.value] : node.name.children.map(symbolName);
  const source = `${names.length === 1 ? 'items' : 'entries'}(${place.code(node.arr)})`;
  let code = `${unit.at(node)};\nconst ${items} = ${settled(source)};\n`;
  if (dynamic) code += `const ${inside.frame} = ${place.frame}.push("open");\n`;
  code += `for (let ${index} = 0; ${index} < ${items}.length; ${index}++) {\n`;
  code += `let ${item} = ${items}[${index}];\nif (pending(${item})) ${item} = await ${item};\n`;
  code += bindNames(names, item, inside);
  if (dynamic || contains(node.body, isLoopName)) {
    const about = unit.variable();
    inside.declare('loop', about);
    code += `let ${about} = loopAt(${index}, ${items}.length);\n`;
  }
  if (dynamic) for (const name of [...names, 'loop']) code += keep(name, inside.local(name) ?? item, inside);
  code += `${inside.code(node.body)}}\n`;
  return node.else_ === null ? code : `${code}if (${items}.length === 0) ${branch(node.else_, place)}\n`;
}

function bindNames(names: readonly string[], item: string, inside: Place): string {
  const [only] = names;
  if (only !== undefined && names.length === 1) {
    inside.declare(only, item);
    return '';
  }
  return names
    .map((name, part) => {
      const variable = inside.unit.variable();
      inside.declare(name, variable);
      return `let ${variable} = ${settled(`member(${item}, ${part})`)};\n`;
    })
    .join('');
}

function isLoopName(node: TemplateNode): boolean {
  return node.typename === 'Symbol' && node.value === 'loop';
}

function symbolName(node: TemplateNode): string {
  if (node.typename !== 'Symbol') throw new SyntaxProblem(node, 'a loop binds names');
  return node.value;
}

/** `{% set a, b = value %}`, `{% set a %}...{% endset %}` */
export function assignment(node: SetNode, place: Place): string {
  const value = node.value ?? node.body;
  if (value === undefined) throw new SyntaxProblem(node, 'there is no value to set');
  const variable = place.unit.variable();
  let code = `${place.unit.at(node)};\nconst ${variable} = ${place.code(value)};\n`;
  for (const target of node.targets) {
    const name = symbolName(target);
    const local = place.local(name);
    if (local !== undefined) code += `${local} = ${variable};\n`;
    code += `assign(context, ${place.frame}, ${quote(name)}, ${variable});\n`;
  }
  return code;
}
