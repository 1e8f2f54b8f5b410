import type { BarSeries, LoadOptions, LoadVix } from "@lstm-predict/market-data";

/** Limits of a download of ^VIX: forecasts wait for it, and do without it. */
const PATIENCE = { timeoutMs: 3000, retry: { attempts: 1 } };

/** Where ^VIX comes from, and how long it is kept. */
export interface KeptVixOptions extends Pick<LoadOptions, "dataDir" | "fetch" | "signal"> {
  now(): number;
  /** When there may be a later close, in milliseconds since 1970. */
  freshUntil(series: BarSeries): number;
  /** Milliseconds after a failure, until it is asked for again. */
  retryMs: number;
}

/** ^VIX for all symbols of the server: one download at a time, kept until there may be a later close. */
export class KeptVix {
  readonly #options: KeptVixOptions;
  #load: LoadVix | undefined;
  #until = 0;

  constructor(options: KeptVixOptions) {
    this.#options = options;
  }

  /** Milliseconds since 1970, from which on `load` asks again; infinite during a download. */
  get until(): number {
    return this.#until;
  }

  /** Loads ^VIX, or returns what is kept: the closes, or the failure. */
  readonly load: LoadVix = async (need) => {
    // Imported at first use, as by Bars.
    const { loadBars, vixLoader } = await import("@lstm-predict/market-data");
    const { dataDir, fetch, signal, now, freshUntil, retryMs } = this.#options;
    if (!this.#load || now() >= this.#until) {
      this.#until = Number.POSITIVE_INFINITY;
      this.#load = vixLoader({ dataDir }, async (options) => {
        const access = { fetch, signal, now: () => new Date(now()) };
        try {
          const series = await loadBars({ ...options, ...access, ...PATIENCE });
          this.#until = freshUntil(series);
          return series;
        } catch (error) {
          this.#until = now() + retryMs;
          throw error;
        }
      });
    }
    return this.#load(need);
  };
}
