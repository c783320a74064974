/** Bodies: the functions that code is made of, and what a body must keep for others to see. */
import { type CaptureNode, contains, type TemplateNode } from '../template-node.ts';
import type { Place } from './place.ts';

/** The body of a function that collects output in `out`. Errors leave it with their place in the template. */
export function functionBody(out: string, code: string, result: string, ending: string = ''): string {
  return `{
let ${out} = "", at = 0, v;
try {
${code}
return ${result};
} catch (error) { throw failed(error, at); }${ending}
}`;
}

/** The same, for what may come back to itself: a template, a macro. */
export function nestedBody(out: string, code: string, result: string): string {
  return functionBody(out, `context.enter();\n${code}`, result, ' finally { context.leave(); }');
}

/** A body whose output is a value. What it wrote is escaped already, so it is markup. */
export function capture(node: CaptureNode, place: Place): string {
  const inside = place.inner({ out: place.unit.variable() });
  return `(await (async () => ${functionBody(inside.out, inside.code(node.body), `markup(${inside.out})`)})())`;
}

/**
 * Whether something below looks names up by itself, so that they must stand in the frame: included templates, blocks,
 * imports, tags, assignments. Other bodies use the variables of the code, and the frame is not touched.
 */
export function isDynamic(body: TemplateNode): boolean {
  return contains(body, (node) => DYNAMIC.has(node.typename) || isSuper(node));
}

const DYNAMIC: ReadonlySet<string> = new Set<TemplateNode['typename']>([
  'Include',
  'Block',
  'Import',
  'FromImport',
  'Set',
  'Macro',
  'CallExtension',
]);

function isSuper(node: TemplateNode): boolean {
  return node.typename === 'FunCall' && node.name.typename === 'Symbol' && node.name.value === 'super';
}
