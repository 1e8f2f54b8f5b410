import { join } from "node:path";
import { type Lock, takeLock } from "mlflow-js-client/lock";

/** Which symbols are this run's own: two runs on one data folder never train the same one at the same time. */
export class SymbolLocks {
  readonly #dataDir: string;
  readonly #held = new Map<string, Lock>();

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** False while another run that lives has it; that of a run that died is taken over. */
  take(symbol: string): boolean {
    const lock = takeLock(join(this.#dataDir, "locks", `retrain-${symbol}.lock`));
    if (lock) this.#held.set(symbol, lock);
    return lock !== undefined;
  }

  release(symbol: string): void {
    this.#held.get(symbol)?.release();
    this.#held.delete(symbol);
  }

  releaseAll(): void {
    for (const symbol of [...this.#held.keys()]) this.release(symbol);
  }
}
