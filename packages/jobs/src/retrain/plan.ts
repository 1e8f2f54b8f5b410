import { BundleError, type BundleMetadata } from "@lstm-predict/artifacts";
import { exchangeCalendar } from "@lstm-predict/bars";
import {
  addCovariates,
  addVix,
  type BarSeries,
  type CacheMode,
  covariateLoader,
  type LoadCovariate,
  type LoadOptions,
  type LoadVix,
  loadBars,
  MarketDataError,
  type RetryPolicy,
  vixLoader,
} from "@lstm-predict/market-data";
import { DEFAULT_CONFIG, type ModelConfig, parseConfig } from "@lstm-predict/model/config";
import { type BundleStore, readChampion, readPromotions } from "@lstm-predict/registry";
import { days } from "@lstm-predict/reports";
import { isStoreFault } from "@lstm-predict/storage";
import { refOf } from "../bars-ref.ts";
import { busyResult } from "./busy.ts";
import { failure } from "./failure.ts";
import { endSilence, firstSilence } from "./first-silence.ts";
import { latestVersion } from "./latest-version.ts";
import { failIfSilent, type SilenceOptions } from "./silence.ts";
import type { Plan, Result } from "./types.ts";

/** Options of a Planner. */
export interface PlanOptions {
  store: BundleStore;
  dataDir: string;
  /** Replaces the configurations of the champions. */
  config: ModelConfig | undefined;
  /** First day, YYYY-MM-DD; replaces the first day of each champion's bars. */
  start: string | undefined;
  /** Last day, YYYY-MM-DD. */
  end: string | undefined;
  strict: boolean | undefined;
  cache: CacheMode;
  /** Where the closes of ^VIX come from; default "off". */
  vix?: LoadOptions["vix"];
  /** Sessions without new bars that are a failure; 0: never. */
  staleAfter: number;
  /** New sessions from which on a symbol is due; default 1. */
  minSessions?: number | undefined;
  /** The day of an alarm of the monitor after `day`, which makes a symbol due with one new session. */
  alarmAfter?: ((symbol: string, day: string) => Promise<string | undefined>) | undefined;
  /** Whether nothing may be written. */
  dryRun?: boolean | undefined;
  /** Default: the time of the plan. */
  now?: Date | undefined;
  onRetry: RetryPolicy["onRetry"];
  /** Called with messages for the user, with each once. */
  onNote?: ((note: string) => void) | undefined;
  /** Takes a symbol for this run; falsy if another run has it. */
  take(symbol: string): unknown;
}

/** Codes of temporary errors: they mean "no new data" today. */
const PASSING = ["rate_limited", "unreachable", "timeout", "server_error", "not_cached"];

/** Plans the retraining of symbols, one after the other; after a rate limit it requests nothing more from Yahoo. */
export class Planner {
  readonly #options: PlanOptions;
  /** Loads ^VIX once for all symbols. */
  readonly #loadVix: LoadVix;
  readonly #loadCovariate: LoadCovariate;
  readonly #notes = new Set<string>();
  #isLimited = false;

  constructor(options: PlanOptions) {
    this.#options = options;
    const { vix, start, end, dataDir, cache } = options;
    const access = { vix, start, end, dataDir, cache };
    this.#loadVix = vixLoader(access, (request) => this.#request(request));
    this.#loadCovariate = covariateLoader(access, (request) => this.#request(request));
  }

  /** Whether Yahoo has limited the requests. */
  get isLimited(): boolean {
    return this.#isLimited;
  }

  /** Plans one symbol; an error becomes the result in the plan. */
  async plan(symbol: string): Promise<Plan> {
    try {
      return (await this.#options.take(symbol))
        ? await this.#planUnlessUnreachable(symbol)
        : { symbol, todo: "nothing", result: busyResult(symbol) };
    } catch (error) {
      return { symbol, todo: "nothing", result: failure(symbol, error) };
    }
  }

  async #planUnlessUnreachable(symbol: string): Promise<Plan> {
    try {
      return await this.#plan(symbol);
    } catch (error) {
      if (!(error instanceof MarketDataError && PASSING.includes(error.code))) throw error;
      return { symbol, todo: "nothing", result: await this.#withoutBars(symbol, error) };
    }
  }

  /** The result if there are no bars at all: the newest version, or the first such run, says since when. */
  async #withoutBars(symbol: string, { message: reason }: MarketDataError): Promise<Result> {
    const { store, dataDir, dryRun = false } = this.#options;
    const result: Result = { symbol, outcome: "no new data", reason };
    const latest = await latestVersion(store, symbol, "yahoo", undefined);
    if (latest) {
      const { version, data } = latest;
      const { timeZone, to } = data;
      return failIfSilent(
        { ...result, to, version },
        { symbol, timeZone, bars: [{ date: to }] },
        this.#silence,
      );
    }
    const timeZone = "America/New_York";
    const today = exchangeCalendar(timeZone)(this.#silence.now);
    const date = await firstSilence(dataDir, symbol, today, !dryRun);
    const last = "the first run without a bar was on";
    return failIfSilent(result, { symbol, timeZone, bars: [{ date }] }, this.#silence, last);
  }

  get #silence(): SilenceOptions {
    const { staleAfter, end, now = new Date() } = this.#options;
    return { staleAfter, end, now };
  }

  async #plan(symbol: string): Promise<Plan> {
    const { champion, fault } = await this.#champion(symbol);
    // If the champion is unreadable, use the newest version's configuration.
    const ofChampion = champion
      ? parseConfig(champion.config)
      : fault === undefined
        ? DEFAULT_CONFIG
        : undefined;
    const wanted = this.#options.config ?? ofChampion;
    const trainedOn = champion?.data;
    const start = this.#options.start ?? (trainedOn?.source === "sample" ? undefined : trainedOn?.from);
    const loaded = await this.#load(symbol, start);
    await endSilence(this.#options.dataDir, symbol);
    const to = loaded.bars.at(-1)!.date;
    const latest = await latestVersion(this.#options.store, symbol, loaded.source, wanted);
    const config = wanted ?? (latest ? parseConfig(latest.config) : DEFAULT_CONFIG);
    const series = await addCovariates(loaded, config.covariates, this.#loadCovariate);
    const newSessions = series.bars.filter(({ date }) => !latest || date > latest.data.to).length;
    const { end, vix } = this.#options;
    const bars = refOf(series, { start, end, vix });
    const work = { bars, config, newSessions };
    if (!latest) return { symbol, todo: "train", ...work, why: "never trained with this configuration" };
    const { version } = latest;
    const due = newSessions > 0 && (await this.#due(symbol, newSessions, latest.data.to));
    if (due) return { symbol, todo: "train", ...work, why: due };
    const decisions = await readPromotions(this.#options.store, symbol);
    const isDecided = decisions.some((decision) => decision.version === version);
    if (fault !== undefined || (!isDecided && champion?.version !== version)) {
      const why = fault ?? `${version} was trained, but not yet judged`;
      return { symbol, todo: "publish", version, ...work, why };
    }
    const stale = series.cache?.outcome === "stale" ? series.cache.notes.at(-1) : undefined;
    const outcome = stale === undefined ? "up to date" : "no new data";
    const ofFile =
      series.source === "csv" ? ` from ${series.detail}; "fetch --csv FILE" adds later ones` : "";
    const trained =
      newSessions === 0
        ? `${version} was trained on all bars, to ${to}`
        : `${version} was trained on bars to ${latest.data.to}: ${newNow(newSessions)}, and ${this.#options.minSessions} are asked for`;
    const reason = stale ?? `${trained}${ofFile}`;
    const result: Result = { symbol, outcome, reason, newSessions, to, version };
    return { symbol, todo: "nothing", result: failIfSilent(result, series, this.#silence) };
  }

  /** Why new sessions make a symbol due; undefined if they are too few. */
  async #due(symbol: string, newSessions: number, trainedTo: string): Promise<string | undefined> {
    const { minSessions = 1, alarmAfter } = this.#options;
    if (newSessions >= minSessions) return newNow(newSessions);
    const alarm = await alarmAfter?.(symbol, trainedTo);
    return alarm && `${newNow(newSessions)}, and the monitor raised an alarm on ${alarm}`;
  }

  /** The champion's metadata, or why it is unreadable (the next challenge replaces it). */
  async #champion(symbol: string): Promise<{ champion?: BundleMetadata | undefined; fault?: string }> {
    const { store } = this.#options;
    try {
      const champion = await readChampion(store, symbol);
      return { champion: champion && (await store.readMetadata(symbol, champion.version)) };
    } catch (error) {
      if (error instanceof BundleError && !isStoreFault(error)) return { fault: error.message };
      throw error;
    }
  }

  async #load(symbol: string, start: string | undefined): Promise<BarSeries> {
    const { end, strict, cache, dataDir, vix, onNote } = this.#options;
    const days = { start, end };
    const bars = await this.#request({ symbol, sample: false, ...days, strict, dataDir, cache });
    const series = await addVix(bars, vix, this.#loadVix);
    const { vixMissing } = series;
    if (vixMissing !== undefined && !this.#notes.has(vixMissing)) onNote?.(vixMissing);
    if (vixMissing !== undefined) this.#notes.add(vixMissing);
    return series;
  }

  async #request(options: LoadOptions): Promise<BarSeries> {
    let wasLimited = false;
    try {
      return await loadBars({
        ...options,
        ...(this.#isLimited && options.csv === undefined && { cache: "offline" }),
        retry: {
          onRetry: (retry) => {
            wasLimited ||= retry.error.code === "rate_limited";
            this.#options.onRetry(retry);
          },
        },
      });
    } catch (error) {
      wasLimited ||= error instanceof MarketDataError && error.code === "rate_limited";
      throw error;
    } finally {
      this.#isLimited ||= wasLimited;
    }
  }
}

/** "1 day is new", "30 days are new". */
function newNow(sessions: number): string {
  return `${days(sessions)} ${sessions === 1 ? "is" : "are"} new`;
}
