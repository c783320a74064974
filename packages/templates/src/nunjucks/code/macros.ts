/** Macros, and the body of `{% call %}`, which is a macro without a name. */
import type { MacroNode, TemplateNode } from '../template-node.ts';
import { isDynamic, nestedBody } from './bodies.ts';
import { Place, quote } from './place.ts';
import { SyntaxProblem } from './syntax-problem.ts';

/** `{% macro name(a, b=1) %}` */
export function macro(node: MacroNode, place: Place): string {
  const { unit } = place;
  const name = node.name.value;
  const variable = unit.variable();
  // A macro sees its parameters and the template's own names, not what is around it.
  const { out, block } = place.inner({ out: unit.variable() });
  const inside = new Place(unit, { out, frame: unit.variable(), block, topLevel: false });
  const code = `let ${variable} = ${macroFunction(node, inside, 'new Frame()')};\n`;
  place.declare(name, variable);
  return code + (place.topLevel ? `context.export(${quote(name)}, ${variable});\n` : keep(name, variable, place));
}

/** The body of a `{% call %}`, which its macro calls as `caller()`. It sees everything around it. */
export function caller(node: MacroNode, place: Place): string {
  const inside = place.inner({ out: place.unit.variable(), frame: place.unit.variable() });
  return macroFunction(node, inside, `${place.frame}.push("closed")`);
}

/** Puts a name where included templates and blocks find it. */
export function keep(name: string, variable: string, place: Place): string {
  return `${place.frame}.set(${quote(name)}, ${variable});\n`;
}

function macroFunction(node: MacroNode, inside: Place, frame: string): string {
  const positional: string[] = [];
  const named: string[] = [];
  const variables: string[] = [];
  let code = `const ${inside.frame} = ${frame};\n`;
  for (const parameter of parametersOf(node)) {
    const variable = inside.unit.variable();
    const key = quote(parameter.name);
    if (parameter.otherwise === undefined) {
      positional.push(key);
      variables.push(variable);
    } else {
      named.push(key);
      // Written before its own name is declared: a default sees the parameters before it.
      code += `let ${variable} = named.has(${key}) ? named.get(${key}) : ${inside.code(parameter.otherwise)};\n`;
    }
    inside.declare(parameter.name, variable);
  }
  const called = inside.unit.variable();
  inside.declare('caller', called);
  code += `let ${called} = named.get("caller");\n`;
  if (isDynamic(node.body)) {
    for (const { name } of [...parametersOf(node), { name: 'caller' }]) {
      code += keep(name, inside.local(name) ?? called, inside);
    }
  }
  code += inside.code(node.body);
  const body = nestedBody(inside.out, code, `markup(${inside.out})`);
  return `macro([${positional.join(', ')}], [${named.join(', ')}], async ([${variables.join(', ')}], named) => ${body})`;
}

interface Parameter {
  readonly name: string;
  /** The default; `undefined` when there is none. */
  readonly otherwise: TemplateNode | undefined;
}

function parametersOf(node: MacroNode): readonly Parameter[] {
  return node.args.children.flatMap((arg): Parameter[] => {
    if (arg.typename === 'Symbol') return [{ name: arg.value, otherwise: undefined }];
    if (arg.typename !== 'KeywordArgs') throw new SyntaxProblem(arg, 'the parameters of a macro are names');
    return arg.children.map(({ key, value }) => {
      if (key.typename !== 'Symbol') throw new SyntaxProblem(key, 'the parameters of a macro are names');
      return { name: key.value, otherwise: value };
    });
  });
}
