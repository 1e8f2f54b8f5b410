import { nextSession } from "@lstm-predict/bars";
import type { BarSeries, LoadOptions } from "@lstm-predict/market-data";
import type { Logger } from "./log.ts";
import { ApiError } from "./problem.ts";

/** The day of its next session has begun: it may be over at any time, which the cache on disk knows exactly. */
const RECHECK_MS = 60_000;
/** Yahoo is out of reach, or refused: a pause before it is asked again. */
const RETRY_MS = 60_000;
/** A request waits for this: two attempts, not the three of a training. */
const PATIENCE = { timeoutMs: 5000, retry: { attempts: 2, baseMs: 500 } };

export type BarsOptions = Pick<LoadOptions, "dataDir" | "fetch" | "now"> & {
  source: "auto" | "yahoo" | "sample";
  log: Logger;
};

/** Bars, and the session that comes after the last of them, YYYY-MM-DD. */
export interface MarketState {
  series: BarSeries;
  nextSession: string;
  /** When they were loaded and, when they are not of today, why. */
  warning: string | undefined;
}

interface Entry {
  state: Promise<MarketState>;
  until: number;
}

/** Daily bars by symbol, kept in memory until there can be a newer one. */
export class Bars {
  readonly #options: BarsOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: BarsOptions) {
    this.#options = options;
  }

  /** Rejects with ApiError `no-bars`. Requests for one symbol share one download. */
  get(symbol: string): Promise<MarketState> {
    const known = this.#entries.get(symbol);
    if (known && this.#now() < known.until) return known.state;
    const entry: Entry = { state: this.#load(symbol), until: Number.POSITIVE_INFINITY };
    this.#entries.set(symbol, entry);
    entry.state.then(
      (state) => {
        entry.until = this.#until(state);
      },
      () => {
        entry.until = this.#now() + RETRY_MS;
      },
    );
    return entry.state;
  }

  async #load(symbol: string): Promise<MarketState> {
    const { log, ...options } = this.#options;
    // Loaded when it is first needed: a server that only answers POST /predict never does.
    const { loadBars, MarketDataError } = await import("@lstm-predict/market-data");
    try {
      const series = await loadBars({ symbol, ...options, ...PATIENCE });
      const stale = series.cache?.outcome === "stale" ? series.cache.notes.join(" ") : undefined;
      const warning = series.warning ?? stale;
      if (warning) log.warn({ symbol }, warning);
      return { series, nextSession: nextSession(series), warning };
    } catch (error) {
      if (!(error instanceof MarketDataError)) throw error;
      log.warn({ symbol, code: error.code }, error.message);
      const headers = { "Retry-After": `${RETRY_MS / 1000}` };
      throw new ApiError("no-bars", withoutFolder(error.message, options.dataDir), { headers });
    }
  }

  #until({ series, nextSession, warning }: MarketState): number {
    if (warning) return this.#now() + RETRY_MS;
    const zone = series.timeZone === "unspecified" ? "UTC" : series.timeZone;
    // The Swedish form of a date is YYYY-MM-DD.
    const today = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(this.#now());
    if (today >= nextSession) return this.#now() + RECHECK_MS;
    // Before that day there can be no newer bar; an hour at most, for clocks and zones that jump.
    return this.#now() + Math.max(RECHECK_MS, Math.min(3_600_000, Date.parse(nextSession) - this.#now()));
  }

  #now(): number {
    return (this.#options.now?.() ?? new Date()).getTime();
  }
}

function withoutFolder(message: string, folder: string | undefined): string {
  return folder === undefined ? message : message.replaceAll(folder, "data");
}
