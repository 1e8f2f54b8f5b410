import {
  Forecaster,
  forecastWithHar,
  forecastWithModel,
  forecastWithoutModel,
  type NextSession,
} from "@lstm-predict/forecaster";
import { type BarSeries, type CacheMode, loadBars } from "@lstm-predict/market-data";
import { type BundleStore, readChampion } from "@lstm-predict/registry";
import {
  issueForecast,
  type Role,
  recordForecasts,
  type SettleReport,
  type Store,
  settleForecasts,
} from "@lstm-predict/track-record";
import { challengerOf } from "./challenger.ts";

/** Where forecasts come from, and where they are recorded. */
export interface RecordOptions {
  models: BundleStore;
  record: Store;
  /** Folder of downloads. */
  dataDir: string;
  cache?: CacheMode | undefined;
  /** Milliseconds since 1970. */
  now: number;
  signal?: AbortSignal | undefined;
  /** Called with what does not stop the recording, such as a challenger that cannot be loaded. */
  onNote?: ((note: string) => void) | undefined;
}

/** What was recorded of a symbol, and what came of its earlier forecasts. */
export interface RecordResult extends Omit<SettleReport, "symbol"> {
  symbol: string;
  asOf: string;
  targetDate: string;
  /** Forecasts of this session that were not on record before, by role. */
  recorded: Role[];
  /** Those that were there. */
  known: Role[];
  /** The day that is forecast is over: the forecasts are on record, and will never be scored. */
  late: boolean;
}

/**
 * Settles a symbol's forecasts with its newest bars, and records those of the next session: the champion's if there is one,
 * those of forecasters without a network, and that of the challenger which lost to the champion last. Again on the same bars, it
 * changes nothing.
 *
 * @throws what loading bars or the champion throws, and TrackRecordError; then the forecasts of this session are not recorded
 */
export async function recordSymbol(symbol: string, options: RecordOptions): Promise<RecordResult> {
  const { models, record, dataDir, cache, now, signal } = options;
  const at = () => new Date(now);
  const series = await loadBars({ symbol, source: "auto", sample: false, cache, dataDir, signal, now: at });
  const knownAt = new Date(series.cache?.fetchedAt ?? now);
  const { symbol: _, ...settled } = await settleForecasts(record, series, knownAt);
  const made = await forecastsOf(symbol, series, models, options);
  const issued = made.map(([role, forecast]) => issueForecast(forecast, { role, series, issuedAt: at() }));
  const results = await recordForecasts(record, issued);
  const rolesOf = (isNew: boolean) =>
    results.flatMap((result, index) => (result.isNew === isNew ? [issued[index]!.role] : []));
  const { asOf, targetDate, late } = issued[0]!;
  return { symbol, asOf, targetDate, late, ...settled, recorded: rolesOf(true), known: rolesOf(false) };
}

/** The forecasts of the next session by role. */
async function forecastsOf(
  symbol: string,
  series: BarSeries,
  models: BundleStore,
  { onNote = () => {} }: RecordOptions,
): Promise<[Role, NextSession][]> {
  const made: [Role, NextSession][] = [["zeroShot", forecastWithoutModel(series)]];
  const har = forecastWithHar(series);
  if (har) made.push(["har", har]);
  const champion = await readChampion(models, symbol);
  if (!champion) return made;
  const withModel = async (version: string) =>
    forecastWithModel(await Forecaster.load(await models.pull(symbol, version)), series);
  made.unshift(["champion", await withModel(champion.version)]);
  const challenger = await challengerOf(models, symbol, champion);
  if (challenger !== undefined) {
    try {
      made.push(["challenger", await withModel(challenger)]);
    } catch (error) {
      onNote(`the challenger ${challenger} is not recorded: ${(error as Error).message}`);
    }
  }
  return made;
}
