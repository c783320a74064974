/** Work that takes turns: what has one name runs one after the other, in the order in which it came. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` when all that came before it under this name is done, however that ended. */
  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const result = before.then(work, work);
    this.#last.set(name, result);
    const forget = (): void => {
      if (this.#last.get(name) === result) this.#last.delete(name);
    };
    result.then(forget, forget);
    return result;
  }
}

/** Work that comes while work of the same name waits for its turn, and is done with it in one. */
export class SharedTurns<Work, Result extends {}> {
  readonly #turns: Turns;
  readonly #doAll: (name: string, works: readonly Work[]) => Promise<readonly Result[]>;
  readonly #next = new Map<string, { readonly works: Work[]; readonly results: Promise<readonly Result[]> }>();

  /** @param doAll gives a result for each work, in their order */
  constructor(turns: Turns, doAll: (name: string, works: readonly Work[]) => Promise<readonly Result[]>) {
    this.#turns = turns;
    this.#doAll = doAll;
  }

  async take(name: string, work: Work): Promise<Result> {
    const { works, results } = this.#next.get(name) ?? this.#begin(name);
    const at = works.push(work) - 1;
    const result = (await results)[at];
    if (result === undefined) throw new RangeError(`No result for work ${at} of ${works.length}`);
    return result;
  }

  /** Lets no more work share the turn that waits: what comes from now on comes after what is taken next. */
  close(name: string): void {
    this.#next.delete(name);
  }

  #begin(name: string): { readonly works: Work[]; readonly results: Promise<readonly Result[]> } {
    const works: Work[] = [];
    const results = this.#turns.take(name, () => {
      if (this.#next.get(name) === next) this.#next.delete(name);
      return this.#doAll(name, works);
    });
    const next = { works, results };
    this.#next.set(name, next);
    return next;
  }
}
