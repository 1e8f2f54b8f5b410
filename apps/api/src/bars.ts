import { type ComingSession, dayIn, nextSession, nextSessions, type RawSeries } from "@lstm-predict/bars";
import { Interrupted } from "@lstm-predict/checks";
import type { BarSeries, LoadOptions, LoadOther } from "@lstm-predict/market-data";
import { type Context, contextsOf, MAX_HORIZON, readDays } from "@lstm-predict/volatility";
import { KeptCloses } from "./kept-closes.ts";
import type { Logger } from "./log.ts";
import { ApiError } from "./problem.ts";

const VIX = "^VIX";
/** Pause between looks on the day of the next session: its bar may come at any time. The cache on disk knows when to download. */
const RECHECK_MS = 60_000;
/** Pause before Yahoo is asked again after it failed or refused. */
const RETRY_MS = 60_000;
/** Limits of a download that a request waits for: fewer attempts than in a training. */
const PATIENCE = { timeoutMs: 5000, retry: { attempts: 2, baseMs: 500 } };

export type BarsOptions = Pick<LoadOptions, "dataDir" | "fetch" | "now"> & {
  source: "auto" | "yahoo" | "sample";
  log: Logger;
};

/** Daily bars of a symbol. */
export interface MarketState {
  series: BarSeries;
  /** The same bars as one array, with the closes of ^VIX. */
  raw: RawSeries;
  /** Expected date of the session after the last bar, YYYY-MM-DD. */
  nextSession: string;
  /** Whether that date is on record, rather than estimated. */
  dateIsCertain: boolean;
  /** The sessions after the last bar, up to the farthest horizon. */
  sessions: ComingSession[];
  /** What is known of the day of row `row`, beside the rows before it; row `raw.length` is the next session. */
  contextOf: (row: number) => Context;
  /** Why the bars are old or are the bundled sample; undefined when they are up to date. */
  warning: string | undefined;
}

interface Entry {
  state: Promise<MarketState>;
  /** Milliseconds since 1970 between which `state` is not loaded again; a clock that was ahead began it in the future. */
  since: number;
  until: number;
}

/** Daily bars by symbol, those of equities and funds with the closes of ^VIX, kept in memory until there can be a newer one. */
export class Bars {
  readonly #options: BarsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #closing = new AbortController();
  /** ^VIX and the covariates of models, by symbol. */
  readonly #kept = new Map<string, KeptCloses>();
  /** The states with the covariates of a model, until one may have a later close. */
  readonly #withCovariates = new WeakMap<MarketState, { names: string; state: Promise<MarketState> }>();

  constructor(options: BarsOptions) {
    this.#options = options;
  }

  /**
   * The bars of a symbol, with the closes of the covariates of its model, or why they are missing. Requests at the same time share one
   * download. Rejects with ApiError `no-bars`.
   */
  async get(symbol: string, covariates: readonly string[] = []): Promise<MarketState> {
    const state = await this.#get(symbol);
    if (covariates.length === 0) return state;
    const names = covariates.join();
    const known = this.#withCovariates.get(state);
    const isFresh = covariates.every((name) => this.#now() < this.#keptOf(name).until);
    if (known?.names === names && isFresh) return known.state;
    const entry = { names, state: this.#addCovariates(state, covariates) };
    this.#withCovariates.set(state, entry);
    return entry.state;
  }

  #get(symbol: string): Promise<MarketState> {
    const known = this.#entries.get(symbol);
    const now = this.#now();
    if (known && known.since <= now && now < known.until) return known.state;
    const entry: Entry = { state: this.#load(symbol), since: now, until: Number.POSITIVE_INFINITY };
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

  /** Ends waits for other processes: those who wait get `no-bars`. */
  close(): void {
    this.#closing.abort();
  }

  async #addCovariates(state: MarketState, covariates: readonly string[]): Promise<MarketState> {
    const { rawSeriesOf, tryCovariates } = await import("@lstm-predict/market-data");
    const load = (name: string, need: Parameters<LoadOther>[0]) => this.#keptOf(name).load(need);
    const series = await tryCovariates(state.series, covariates, load);
    const { symbol, covariatesMissing } = series;
    if (covariatesMissing !== undefined) this.#options.log.warn({ symbol }, covariatesMissing);
    return { ...state, series, raw: rawSeriesOf(series) };
  }

  #keptOf(symbol: string): KeptCloses {
    const { dataDir, fetch } = this.#options;
    const kept =
      this.#kept.get(symbol) ??
      new KeptCloses(symbol, {
        ...{ dataDir, fetch, signal: this.#closing.signal, now: () => this.#now(), retryMs: RETRY_MS },
        freshUntil: (series) => this.#freshUntil(series, nextSession(series)),
      });
    this.#kept.set(symbol, kept);
    return kept;
  }

  async #load(symbol: string): Promise<MarketState> {
    const { log, ...options } = this.#options;
    // Imported at first use: a server that only answers POST /predict never needs it.
    const { addVix, loadBars, MarketDataError, rawSeriesOf } = await import("@lstm-predict/market-data");
    const { signal } = this.#closing;
    try {
      const bars = await loadBars({ symbol, ...options, ...PATIENCE, signal });
      const series = await addVix(bars, "auto", this.#keptOf(VIX).load);
      if (series.vixMissing !== undefined) log.warn({ symbol }, series.vixMissing);
      const stale = series.cache?.outcome === "stale" ? series.cache.notes.join(" ") : undefined;
      // Bars that Yahoo could not be asked for are old for that reason.
      const warning = stale ?? series.warning;
      if (warning) log.warn({ symbol }, warning);
      const raw = rawSeriesOf(series);
      const sessions = nextSessions(series, MAX_HORIZON);
      const next = sessions[0]!;
      return {
        series,
        raw,
        nextSession: next.date,
        dateIsCertain: next.isCertain,
        sessions,
        contextOf: contextsWhenAsked(raw, next.date),
        warning,
      };
    } catch (error) {
      if (!(error instanceof MarketDataError || error instanceof Interrupted)) throw error;
      log.warn({ symbol, code: error.code }, error.message);
      const headers = { "Retry-After": `${RETRY_MS / 1000}` };
      throw new ApiError("no-bars", withoutFolder(error.message, options.dataDir), { headers });
    }
  }

  #until({ series, nextSession, warning }: MarketState): number {
    if (warning) return this.#now() + RETRY_MS;
    const asksVix = series.vix !== undefined || series.vixMissing !== undefined;
    const vixUntil = asksVix ? this.#keptOf(VIX).until : Number.POSITIVE_INFINITY;
    return Math.min(vixUntil, this.#freshUntil(series, nextSession));
  }

  /** Milliseconds since 1970, from which on there may be a later bar than those of `series`. */
  #freshUntil(series: BarSeries, nextSession: string): number {
    if (dayIn(series.timeZone, new Date(this.#now())) >= nextSession) return this.#now() + RECHECK_MS;
    // No newer bar can come before that day. Look after an hour anyway, in case the clock or the zone jumps.
    return this.#now() + Math.max(RECHECK_MS, Math.min(3_600_000, Date.parse(nextSession) - this.#now()));
  }

  #now(): number {
    return (this.#options.now?.() ?? new Date()).getTime();
  }
}

/** `contextsOf` a series, which is read when a forecast first asks: one bar, which GET /bars lists, has no days. */
function contextsWhenAsked(raw: RawSeries, nextDate: string): MarketState["contextOf"] {
  let contextOf: MarketState["contextOf"] | undefined;
  return (row) => {
    contextOf ??= contextsOf(raw, readDays(raw), nextDate);
    return contextOf(row);
  };
}

function withoutFolder(message: string, folder: string | undefined): string {
  return folder === undefined ? message : message.replaceAll(folder, "data");
}
