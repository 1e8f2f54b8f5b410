/** What a search cost in this run; folds that an earlier run had finished cost nothing. */
export interface CostFigures {
  seconds: number;
  /** Of all cores, and of all machines. */
  cpuSeconds: number;
  /** Folds that were computed. */
  folds: number;
  /** Folds that were kept from an earlier run. */
  kept: number;
}

/** Adds up the cost of a search: the computing of this process, and what the workers of a queue tell. */
export class Cost {
  readonly #began = performance.now();
  readonly #before = process.cpuUsage();
  #elsewhere = { folds: 0, cpuSeconds: 0 };
  #here = { folds: 0, kept: 0 };

  /** A fold that is in the store by now; `stored`: it was before this process looked. */
  onFold(stored: boolean): void {
    if (stored) this.#here.kept++;
    else this.#here.folds++;
  }

  /** A fold that a worker computed; it is then found in the store. */
  onWorker(cpuSeconds: number): void {
    this.#elsewhere.folds++;
    this.#elsewhere.cpuSeconds += cpuSeconds;
  }

  figures(): CostFigures {
    const { user, system } = process.cpuUsage(this.#before);
    return {
      seconds: (performance.now() - this.#began) / 1000,
      cpuSeconds: (user + system) / 1e6 + this.#elsewhere.cpuSeconds,
      folds: this.#here.folds + this.#elsewhere.folds,
      kept: this.#here.kept - this.#elsewhere.folds,
    };
  }
}
