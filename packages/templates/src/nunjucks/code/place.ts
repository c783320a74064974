/**
 * Where code is being written: in which function, with which variables. The writers of this folder turn a node into
 * JavaScript text, and reach each other through `Place.code` alone.
 *
 * A name of a template never becomes a name in the code: variables are numbered, names are quoted strings.
 */
import type { TemplateNode } from '../template-node.ts';

/** Turns a node into code at a place. */
export type Write = (node: TemplateNode, place: Place) => string;

/** What is known of the template while its code is written. */
export class Unit {
  /** Lines and columns by number, both from 1: the code says at which number it stands. */
  readonly positions: number[] = [];
  readonly #write: Write;
  #names = 0;

  constructor(write: Write) {
    this.#write = write;
  }

  write(node: TemplateNode, place: Place): string {
    return this.#write(node, place);
  }

  /** A new variable. */
  variable(): string {
    this.#names += 1;
    return `t${this.#names}`;
  }

  /** An expression that notes where the template has come to. */
  at(node: TemplateNode): string {
    this.positions.push(node.lineno + 1, node.colno + 1);
    return `at = ${this.positions.length / 2}`;
  }
}

/** One place. A new one for each change: places are never changed, but for the locals that a body declares. */
export class Place {
  readonly unit: Unit;
  /** The variable that collects the output. */
  readonly out: string;
  /** The variable that holds the frame: the names that included templates and blocks may see. */
  readonly frame: string;
  /** The block that this is in: `super()` needs its name and the variable of its function. */
  readonly block: { readonly name: string; readonly variable: string } | undefined;
  /** Whether this is the template's top level: names set here are seen by its blocks and by those who import it. */
  readonly topLevel: boolean;
  readonly #outer: Place | undefined;
  readonly #locals = new Map<string, string>();

  constructor(unit: Unit, parts: PlaceParts, outer?: Place) {
    this.unit = unit;
    this.out = parts.out;
    this.frame = parts.frame;
    this.block = parts.block;
    this.topLevel = parts.topLevel;
    this.#outer = outer;
  }

  code(node: TemplateNode): string {
    return this.unit.write(node, this);
  }

  /** A place inside of this one, which sees its variables. */
  inner(parts: Partial<PlaceParts> = {}): Place {
    const { out, frame, block } = this;
    return new Place(this.unit, { out, frame, block, topLevel: false, ...parts }, this);
  }

  /** Names a variable of the code as the template does. */
  declare(name: string, variable: string): void {
    this.#locals.set(name, variable);
  }

  /** The variable for a name of the template; `undefined` when it is only known at run time. */
  local(name: string): string | undefined {
    return this.#locals.get(name) ?? this.#outer?.local(name);
  }
}

interface PlaceParts {
  readonly out: string;
  readonly frame: string;
  readonly block: { readonly name: string; readonly variable: string } | undefined;
  readonly topLevel: boolean;
}

/** The text of a string in code. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** An expression whose value may be a promise: awaited only then, since most are none. */
export function settled(code: string): string {
  return `(v = ${code}, pending(v) ? await v : v)`;
}
