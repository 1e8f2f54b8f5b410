import type { Forecaster } from "@lstm-predict/forecaster";
import type { Champion } from "@lstm-predict/registry";

/** A champion that answers requests. Use `forecaster` before the next `await`: another champion may replace it meanwhile. */
export interface Served {
  champion: Champion;
  forecaster: Forecaster;
  /** Folder of the bundle. */
  dir: string;
}

/** The champions that answer requests, one per symbol. */
export class ServedChampions {
  readonly #bySymbol = new Map<string, Served>();
  readonly #retire: (forecaster: Forecaster) => void;

  /** `retire` is called with each forecaster that is replaced or removed. */
  constructor(retire: (forecaster: Forecaster) => void) {
    this.#retire = retire;
  }

  get symbols(): string[] {
    return [...this.#bySymbol.keys()].sort();
  }

  /** Sorted by symbol. */
  get all(): Served[] {
    return this.symbols.map((symbol) => this.#bySymbol.get(symbol)!);
  }

  /** The served symbol if there is exactly one. */
  get onlySymbol(): string | undefined {
    return this.#bySymbol.size === 1 ? [...this.#bySymbol.keys()][0] : undefined;
  }

  get(symbol: string): Served | undefined {
    return this.#bySymbol.get(symbol);
  }

  versionOf(symbol: string): string | undefined {
    return this.#bySymbol.get(symbol)?.champion.version;
  }

  /** Serves a champion in place of the one before. */
  put(served: Served): void {
    const { symbol } = served.champion;
    const before = this.#bySymbol.get(symbol);
    this.#bySymbol.set(symbol, served);
    if (before) this.#retire(before.forecaster);
  }

  /** Returns whether the symbol was served. */
  delete(symbol: string): boolean {
    const before = this.#bySymbol.get(symbol);
    if (!before) return false;
    this.#bySymbol.delete(symbol);
    this.#retire(before.forecaster);
    return true;
  }
}
