/**
 * What the code of a template calls. It is told all of this as values, and reaches nothing else: no prototype, no
 * global, no module.
 */
import { HttpError, type Markup, markup } from '@tsgi/http';
import { isPromiseLike } from '@tsgi/protocol';
import type { AnyFunction } from './any-function.ts';
import type { RuntimeName } from './code/runtime-names.ts';
import type { Blocks, Context, Render } from './context.ts';
import { Frame } from './frame.ts';
import { entries, items, loopAt } from './items.ts';
import { keywordArgs, splitArgs } from './keyword-args.ts';
import { macro } from './macro.ts';
import { call, callMember, member } from './member.ts';
import type { TemplateTag } from './tag.ts';
import { getTest } from './tests.ts';

/** What generated code is given. */
export type Runtime = Readonly<Record<RuntimeName, unknown>>;

/** A template's code, ready to be called. */
export interface TemplateCode {
  readonly root: Render;
  readonly blocks: Blocks;
}

/** What generated code is: see `code/generate.ts`. */
export type TemplateFactory = (runtime: Runtime) => TemplateCode;

/** Where a runtime finds what templates name. */
export interface Surroundings {
  /** How a value is written. */
  readonly text: (value: unknown) => string;
  /** The template that another one, `from`, calls `name`. */
  template(name: unknown, from: string): TemplateCode | Promise<TemplateCode>;
  /** The same, or `undefined` when there is none. */
  templateIfAny(name: unknown, from: string): Promise<TemplateCode | undefined>;
  filter(name: string): AnyFunction;
  tag(name: string): TemplateTag;
  /** The error for one that was thrown in a template; line and column count from 1, 0 when they are not known. */
  failed(error: unknown, name: string, line: number, column: number): unknown;
}

/** Makes the runtime of some surroundings. */
export function createRuntime(surroundings: Surroundings): Runtime {
  return {
    Frame,
    assign,
    call,
    callMember,
    dict: Object.fromEntries,
    entries,
    exported,
    exportsOf: (name: unknown, from: string, context: Context, frame?: Frame) =>
      exportsOf(surroundings, name, from, context, frame),
    failure: (name: string, positions: readonly number[]) => failure(surroundings, name, positions),
    filter: (name: string) => surroundings.filter(name),
    find,
    include: (name: unknown, from: string, context: Context, frame: Frame, ignoreMissing = false) =>
      include(surroundings, name, from, context, frame, ignoreMissing),
    isIn,
    items,
    keywordArgs,
    loopAt,
    macro,
    markup,
    member,
    pending: isPromiseLike,
    tag: (name: string, context: Context, frame: Frame, given: readonly unknown[], body?: () => Promise<Markup>) =>
      surroundings.tag(name).run({
        ...splitArgs(given),
        lookup: (wanted) => find(context, frame, wanted),
        body: body ?? (() => Promise.resolve(markup(''))),
      }),
    template: (name: unknown, from: string) => surroundings.template(name, from),
    test: getTest,
    text: surroundings.text,
  };
}

function find(context: Context, frame: Frame, name: string): unknown {
  const value = frame.lookup(name);
  return value === undefined ? context.lookup(name) : value;
}

/** What is assigned at the top level of a template is seen by its blocks, and by those who import it. */
function assign(context: Context, frame: Frame, name: string, value: unknown): void {
  frame.assign(name, value);
  if (frame.topLevel) context.export(name, value);
}

async function include(
  surroundings: Surroundings,
  name: unknown,
  from: string,
  context: Context,
  frame: Frame,
  ignoreMissing: boolean,
): Promise<string> {
  const template = ignoreMissing
    ? await surroundings.templateIfAny(name, from)
    : await surroundings.template(name, from);
  return template === undefined ? '' : template.root(context.inner(template.blocks), frame.push('top-level'));
}

async function exportsOf(
  surroundings: Surroundings,
  name: unknown,
  from: string,
  context: Context,
  frame: Frame | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const template = await surroundings.template(name, from);
  const theirs = frame === undefined ? context.empty(template.blocks) : context.inner(template.blocks);
  await template.root(theirs, frame === undefined ? new Frame('top-level') : frame.push('top-level'));
  return theirs.exports();
}

function exported(exports: Readonly<Record<string, unknown>>, name: string): unknown {
  if (!(name in exports)) throw new Error(`cannot import "${name}": the template has no such name`);
  return exports[name];
}

/** `needle in haystack` */
function isIn(needle: unknown, haystack: unknown): boolean {
  if (Array.isArray(haystack)) return haystack.includes(needle);
  if (haystack instanceof Map || haystack instanceof Set) return haystack.has(needle);
  if (typeof haystack === 'string' || haystack instanceof String) return haystack.includes(String(needle));
  if (typeof haystack === 'object' && haystack !== null) return Object.hasOwn(haystack, String(needle));
  throw new TypeError('after "in" comes a list, a text or an object');
}

/** Turns what is thrown in a template into its error, once: what comes from a template further in has its place. */
function failure(
  surroundings: Surroundings,
  name: string,
  positions: readonly number[],
): (error: unknown, at: number) => unknown {
  return (error, at) => {
    // Somebody chose an answer: it is none of the template's failures.
    if (error instanceof HttpError) return error;
    return surroundings.failed(error, name, positions[2 * at - 2] ?? 0, positions[2 * at - 1] ?? 0);
  };
}
