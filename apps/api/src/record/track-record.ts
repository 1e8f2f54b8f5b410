import type { ForecastRecord } from "@lstm-predict/forecasts";
import {
  firstOfDay,
  openRecorder,
  outcomesOf,
  poolSummaries,
  type Recorder,
  type RecorderStats,
  readFleetMonitor,
  readHistory,
  readHorizons,
  readLatest,
  readOverview,
  Store,
  type StoreOptions,
  scoreOutcomes,
  settleForecasts,
  TrackRecordError,
} from "@lstm-predict/track-record";
import type { MarketState } from "../bars.ts";
import type { Served } from "../champions/served.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { ApiError } from "../problem.ts";
import type { SymbolForecast } from "../schemas/forecast.ts";
import type { LiveScores, SymbolRecord, WholeRecord } from "../schemas/record.ts";
import { addRecordGauges } from "./gauges.ts";
import { overviewRows } from "./overview.ts";
import { symbolRecord } from "./symbol-record.ts";

/** Time for which an overview is kept: it changes once a day, and reading that of 500 symbols takes some milliseconds. */
const KEPT_MS = 5_000;
/** Time for which a record that is away is not asked. */
const AWAY_MS = 10_000;

interface Surroundings {
  log: Logger;
  metrics: Metrics;
  now?: (() => Date) | undefined;
}

/** The record of forecasts as the server uses it. What it does in the background never fails a request. */
export class TrackRecord {
  readonly #store: Store;
  readonly #recorder: Recorder;
  readonly #log: Logger;
  readonly #now: () => Date;
  readonly #whole = new Map<number, { whole: Promise<WholeRecord>; at: number }>();
  /** The bars that each symbol was settled with. */
  readonly #settled = new Map<string, MarketState>();
  /** When it did not answer. */
  #awayAt = Number.NEGATIVE_INFINITY;

  constructor(options: StoreOptions, { log, metrics, now = () => new Date() }: Surroundings) {
    this.#store = new Store(options);
    this.#log = log;
    this.#now = now;
    const onFault = (error: unknown, { waiting, dropped }: RecorderStats) =>
      log.warn({ waiting, dropped }, `forecasts are not on record: ${(error as Error).message}`);
    this.#recorder = openRecorder(this.#store, { onFault });
    addRecordGauges(metrics, this.#recorder.stats, () => this.whole(1));
  }

  /** Records a served forecast, and settles open ones with its bars when these are new. */
  add(answer: SymbolForecast, { forecaster }: Served, state: MarketState): void {
    const { symbol, asOf, naive, horizons = [] } = answer;
    const { version, weightsSha256 } = forecaster.metadata;
    const model = { version, weightsSha256 };
    const addition = { role: "champion", series: state.series, issuedAt: this.#now() } as const;
    for (const { horizon, date, prediction, return: change, volatility, intervals } of [
      { ...answer, horizon: 1 },
      ...horizons,
    ]) {
      const errorBar = volatility !== undefined && intervals !== undefined && { volatility, intervals };
      const forecast = { symbol, asOf, targetDate: date, horizon, prediction, naive, return: change };
      this.#recorder.add({ ...forecast, ...errorBar, model } as ForecastRecord, addition);
    }
    this.#settle(symbol, state);
  }

  /** What is on record of all symbols. Throws ApiError `no-record`. */
  whole(horizon: number): Promise<WholeRecord> {
    const now = this.#now().getTime();
    const known = this.#whole.get(horizon);
    if (known && isWithin(KEPT_MS, known.at, now)) return known.whole;
    const whole = this.#explained(async () => {
      const summaries = await readOverview(this.#store, { horizon });
      const latest = await readLatest(this.#store, { horizon });
      return {
        rows: overviewRows(summaries, latest, now),
        pooled: poolSummaries(summaries),
        fleet: await readFleetMonitor(this.#store, { horizon }),
      };
    });
    this.#whole.set(horizon, { whole, at: now });
    whole.catch(() => this.#whole.delete(horizon));
    return whole;
  }

  /** The record of one symbol, with its last `days`. Throws ApiError `no-record`. */
  async symbol(symbol: string, horizon: number, days: number): Promise<SymbolRecord> {
    return this.#explained(async () => {
      const horizons = await readHorizons(this.#store, symbol);
      return symbolRecord(
        symbol,
        horizon,
        horizons,
        await readHistory(this.#store, symbol, { horizon }),
        days,
      );
    });
  }

  /** Scores of one version's forecasts of the next session; undefined if the record does not answer. */
  async ofVersion(symbol: string, version: string): Promise<LiveScores | undefined> {
    const filter = { role: "champion", horizon: 1, forecaster: version } as const;
    const history = await this.#explained(() => readHistory(this.#store, symbol, filter)).catch(unlessAway);
    return history && scoreOutcomes(firstOfDay(outcomesOf(history)));
  }

  /** Records what waits. */
  async close(): Promise<void> {
    const { dropped } = await this.#recorder.close();
    if (dropped > 0) this.#log.warn({ dropped }, "forecasts were served that are not on record");
    await this.#store.close();
  }

  #settle(symbol: string, state: MarketState): void {
    if (this.#settled.get(symbol) === state) return;
    this.#settled.set(symbol, state);
    const { series } = state;
    const knownAt = series.cache ? new Date(series.cache.fetchedAt) : this.#now();
    settleForecasts(this.#store, series, knownAt).catch((error: Error) => {
      this.#settled.delete(symbol);
      this.#log.warn({ symbol }, `forecasts are not settled: ${error.message}`);
    });
  }

  /** Reads from the record. One that is away is not asked again for a while: each time could take seconds. */
  async #explained<T>(read: () => Promise<T>): Promise<T> {
    const now = this.#now().getTime();
    if (isWithin(AWAY_MS, this.#awayAt, now)) throw away();
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof TrackRecordError)) throw error;
      // What is damaged answers at once, and may be a part.
      if (error.code !== "damaged") this.#awayAt = now;
      this.#log.warn({ code: error.code }, error.message);
      throw away();
    }
  }
}

/** Whether less than `ms` have passed between two times; none have if the clock was set back. */
function isWithin(ms: number, at: number, now: number): boolean {
  return at <= now && now - at < ms;
}

function away(): ApiError {
  const headers = { "Retry-After": String(AWAY_MS / 1000) };
  return new ApiError("no-record", "the record of forecasts does not answer: try again later", { headers });
}

function unlessAway(error: Error): undefined {
  if (!(error instanceof ApiError)) throw error;
}
