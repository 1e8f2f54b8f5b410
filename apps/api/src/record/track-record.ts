import type { ForecastRecord } from "@lstm-predict/forecasts";
import {
  firstOfDay,
  openRecorder,
  outcomesOf,
  type Recorder,
  type RecorderStats,
  readHistory,
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
import type { LiveScores, OverviewRow, SymbolRecord } from "../schemas/record.ts";
import { addRecordGauges } from "./gauges.ts";
import { overviewRows } from "./overview.ts";
import { symbolRecord } from "./symbol-record.ts";

/** Time for which rows are kept: they change once a day, and reading those of 500 symbols takes some milliseconds. */
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
  readonly #rows = new Map<number, { rows: Promise<OverviewRow[]>; until: number }>();
  /** The bars that each symbol was settled with. */
  readonly #settled = new Map<string, MarketState>();
  #awayUntil = 0;

  constructor(options: StoreOptions, { log, metrics, now = () => new Date() }: Surroundings) {
    this.#store = new Store(options);
    this.#log = log;
    this.#now = now;
    const onFault = (error: unknown, { waiting, dropped }: RecorderStats) =>
      log.warn({ waiting, dropped }, `forecasts are not on record: ${(error as Error).message}`);
    this.#recorder = openRecorder(this.#store, { onFault });
    addRecordGauges(metrics, this.#recorder.stats, () => this.rows(1));
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

  /** The rows of an overview. Throws ApiError `no-record`. */
  rows(horizon: number): Promise<OverviewRow[]> {
    const now = this.#now().getTime();
    const known = this.#rows.get(horizon);
    if (known && now < known.until) return known.rows;
    const rows = this.#explained(async () => {
      const [summaries, latest] = [
        await readOverview(this.#store, { horizon }),
        await readLatest(this.#store, { horizon }),
      ];
      return overviewRows(summaries, latest, now);
    });
    this.#rows.set(horizon, { rows, until: now + KEPT_MS });
    rows.catch(() => this.#rows.delete(horizon));
    return rows;
  }

  /** The record of one symbol, with its last `days`. Throws ApiError `no-record`. */
  async symbol(symbol: string, horizon: number, days: number): Promise<SymbolRecord> {
    return this.#explained(async () =>
      symbolRecord(symbol, horizon, await readHistory(this.#store, symbol, { horizon }), days),
    );
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
    if (now < this.#awayUntil) throw away();
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof TrackRecordError)) throw error;
      this.#awayUntil = now + AWAY_MS;
      this.#log.warn({ code: error.code }, error.message);
      throw away();
    }
  }
}

function away(): ApiError {
  const headers = { "Retry-After": String(AWAY_MS / 1000) };
  return new ApiError("no-record", "the record of forecasts does not answer: try again later", { headers });
}

function unlessAway(error: Error): undefined {
  if (!(error instanceof ApiError)) throw error;
}
