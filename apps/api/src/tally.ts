/** Counts by key. Forgets a key whose count is 0. */
export class Tally {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: string, n: number): void {
    const count = this.of(key) + n;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}
