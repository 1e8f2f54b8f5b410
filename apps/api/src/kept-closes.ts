import type { BarSeries, LoadOptions, LoadOther } from "@lstm-predict/market-data";

/** Limits of a download: forecasts wait for it, and do without it. */
const PATIENCE = { timeoutMs: 3000, retry: { attempts: 1 } };
/** Calendar days before the first bar of a series from which on closes are of use: 60 sessions. */
const DAYS_BEFORE = 120;

/** Where the closes of a symbol come from, and how long they are kept. */
export interface KeptClosesOptions extends Pick<LoadOptions, "dataDir" | "fetch" | "signal"> {
  now(): number;
  /** When there may be a later close, in milliseconds since 1970. */
  freshUntil(series: BarSeries): number;
  /** Milliseconds after a failure, until it is asked for again. */
  retryMs: number;
}

/** A symbol beside all others of the server, as ^VIX: one download at a time, kept until there may be a later close. */
export class KeptCloses {
  readonly #symbol: string;
  readonly #options: KeptClosesOptions;
  #load: LoadOther | undefined;
  #until = 0;

  constructor(symbol: string, options: KeptClosesOptions) {
    this.#symbol = symbol;
    this.#options = options;
  }

  /** Milliseconds since 1970, from which on `load` asks again; infinite during a download. */
  get until(): number {
    return this.#until;
  }

  /** Loads the symbol, or returns what is kept: its bars, or the failure. */
  readonly load: LoadOther = async (need) => {
    // Imported at first use, as by Bars.
    const { loadBars, otherLoader } = await import("@lstm-predict/market-data");
    const { dataDir, fetch, signal, now, freshUntil, retryMs } = this.#options;
    if (!this.#load || now() >= this.#until) {
      this.#until = Number.POSITIVE_INFINITY;
      this.#load = otherLoader(
        { symbol: this.#symbol, daysBefore: DAYS_BEFORE, dataDir },
        async (options) => {
          const access = { fetch, signal, now: () => new Date(now()) };
          try {
            const series = await loadBars({ ...options, ...access, ...PATIENCE });
            this.#until = freshUntil(series);
            return series;
          } catch (error) {
            this.#until = now() + retryMs;
            throw error;
          }
        },
      );
    }
    return this.#load(need);
  };
}
