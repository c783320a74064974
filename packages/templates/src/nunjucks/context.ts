/** What a page is rendered with: the values that were given, what its templates set at their top level, its blocks. */
import { bareObject } from '../bare-object.ts';
import type { Frame } from './frame.ts';

/** A function that writes a template, or a block of one. */
export type Render = (context: Context, frame: Frame) => Promise<string>;

/** The blocks of one template, by name. */
export type Blocks = ReadonlyMap<string, Render>;

/** How many templates and macros of one rendering have begun and not ended. */
interface Nesting {
  depth: number;
}

const DEEPEST = 200;

/** One for each template that is included or rendered; those it extends share it. */
export class Context {
  readonly #globals: ReadonlyMap<string, unknown>;
  readonly #nesting: Nesting;
  readonly #values: Map<string, unknown>;
  readonly #exported = new Set<string>();
  /** Of each block the versions, that of the innermost child first. */
  readonly #blocks = new Map<string, Render[]>();

  constructor(
    globals: ReadonlyMap<string, unknown>,
    values: ReadonlyMap<string, unknown>,
    blocks: Blocks,
    nesting: Nesting = { depth: 0 },
  ) {
    this.#globals = globals;
    this.#nesting = nesting;
    this.#values = new Map(values);
    this.addBlocks(blocks);
  }

  /** A context with the same values for another template, which keeps what it sets to itself. */
  inner(blocks: Blocks): Context {
    return new Context(this.#globals, this.#values, blocks, this.#nesting);
  }

  /** A context without values for another template. */
  empty(blocks: Blocks): Context {
    return new Context(this.#globals, new Map(), blocks, this.#nesting);
  }

  /**
   * A template or a macro begins; `leave` is called however it ends. One that includes or calls itself would go on for
   * ever, since there is no stack that overflows after an `await`. And where one does, it may be inside of a hook of
   * `node:async_hooks`, which ends the process.
   */
  enter(): void {
    this.#nesting.depth += 1;
    if (this.#nesting.depth > DEEPEST)
      throw new RangeError(`templates and macros are nested more than ${DEEPEST} deep`);
  }

  leave(): void {
    this.#nesting.depth -= 1;
  }

  lookup(name: string): unknown {
    const value = this.#values.get(name);
    return value === undefined && !this.#values.has(name) ? this.#globals.get(name) : value;
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  /** Sets a name that those who import this template get, unless it begins with `_`. */
  export(name: string, value: unknown): void {
    this.set(name, value);
    if (!name.startsWith('_')) this.#exported.add(name);
  }

  /** What was exported. Has no prototype, so that no name stands for anything else. */
  exports(): Readonly<Record<string, unknown>> {
    const exports = bareObject();
    for (const name of this.#exported) exports[name] = this.#values.get(name);
    return exports;
  }

  /** Adds the blocks of a template further out. */
  addBlocks(blocks: Blocks): void {
    for (const [name, block] of blocks) {
      const versions = this.#blocks.get(name);
      if (versions === undefined) this.#blocks.set(name, [block]);
      else versions.push(block);
    }
  }

  /** The version of a block that is to be written. */
  block(name: string): Render {
    const [first] = this.#blocks.get(name) ?? [];
    if (first === undefined) throw new Error(`there is no block "${name}"`);
    return first;
  }

  /** The version that `super()` stands for in this one. */
  parentOf(name: string, block: Render): Render {
    const versions = this.#blocks.get(name) ?? [];
    const parent = versions[versions.indexOf(block) + 1];
    if (parent === undefined) throw new Error(`the block "${name}" has no other version: super() has no meaning here`);
    return parent;
  }
}
