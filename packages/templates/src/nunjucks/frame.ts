/**
 * What a frame keeps to itself. `open`: nothing, names set outside are assigned there (a loop). `closed`: whatever is
 * assigned inside stays inside (a macro, a block). `top-level`: the same, and it is a template's own (see `Context`).
 */
export type FrameKind = 'open' | 'closed' | 'top-level';

/** The names that were set on the way to a place in a template: included templates and blocks look names up here. */
export class Frame {
  readonly #kind: FrameKind;
  readonly #outer: Frame | undefined;
  #values: Map<string, unknown> | undefined;

  constructor(kind: FrameKind = 'closed', outer?: Frame) {
    this.#kind = kind;
    this.#outer = outer;
  }

  /** Whether this is a template's outermost frame. */
  get topLevel(): boolean {
    return this.#kind === 'top-level';
  }

  /** A frame inside of this one. */
  push(kind: FrameKind): Frame {
    return new Frame(kind, this);
  }

  /** The innermost value of a name; `undefined` when there is none. */
  lookup(name: string): unknown {
    const value = this.#values?.get(name);
    return value === undefined ? this.#outer?.lookup(name) : value;
  }

  /** Sets a name here. */
  set(name: string, value: unknown): void {
    (this.#values ??= new Map()).set(name, value);
  }

  /** Sets a name where it has been set already, or else here. */
  assign(name: string, value: unknown): void {
    holderOf(name, this).set(name, value);
  }

  /** Whether a name was set here. */
  has(name: string): boolean {
    return this.#values?.has(name) === true;
  }

  /** The frame whose names may be assigned from here. */
  get open(): Frame | undefined {
    return this.#kind === 'open' ? this.#outer : undefined;
  }
}

function holderOf(name: string, from: Frame): Frame {
  for (let frame: Frame | undefined = from; frame !== undefined; frame = frame.open) if (frame.has(name)) return frame;
  return from;
}
