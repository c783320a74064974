/** How many connections each address has. */
export class AddressCount {
  readonly #counts = new Map<string, number>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Counts one more, unless there are enough. Clients on a unix socket have no address, and no such limit. */
  add(address: string): boolean {
    if (address === '') return true;
    const count = this.#counts.get(address) ?? 0;
    if (count >= this.#most) return false;
    this.#counts.set(address, count + 1);
    return true;
  }

  /** Counts one less. */
  remove(address: string): void {
    const others = (this.#counts.get(address) ?? 0) - 1;
    if (others > 0) this.#counts.set(address, others);
    else this.#counts.delete(address);
  }
}
