import {
  Forecaster,
  forecastWithHar,
  forecastWithModel,
  forecastWithoutModel,
  laterRecords,
  type NextSession,
} from "@lstm-predict/forecaster";
import {
  addVix,
  type BarSeries,
  type CacheMode,
  covariateLoader,
  type LoadCovariate,
  type LoadOptions,
  type LoadVix,
  loadBars,
  tryCovariates,
  vixLoader,
} from "@lstm-predict/market-data";
import type { BundleStore } from "@lstm-predict/registry";
import {
  type IssuedForecast,
  issueForecast,
  type Role,
  recordForecasts,
  type SettleReport,
  type Store,
  settleForecasts,
} from "@lstm-predict/track-record";
import { modelsOf } from "./models-of.ts";

/** Where forecasts come from, and where they are recorded. */
export interface RecordOptions {
  models: BundleStore;
  record: Store;
  /** Folder of downloads. */
  dataDir: string;
  cache?: CacheMode | undefined;
  /** Where the closes of ^VIX come from; default "off". */
  vix?: LoadOptions["vix"];
  /** Loads them for several symbols; default: for this one alone. */
  loadVix?: LoadVix | undefined;
  /** Loads covariates of networks for several symbols; default: for this one alone. */
  loadCovariate?: LoadCovariate | undefined;
  /** Sessions to forecast; the next one is always among them. Default `RECORDED_HORIZONS`. */
  horizons?: readonly number[] | undefined;
  /** Milliseconds since 1970. */
  now: number;
  signal?: AbortSignal | undefined;
}

/** Horizons that are recorded of every forecaster: the next session, a week and a month. */
export const RECORDED_HORIZONS: readonly number[] = [1, 5, 20];

/** A forecast that could not be made. */
export interface Unissued {
  role: Role;
  /** The version of a model, or the role. */
  forecaster: string;
  error: { code: string; message: string };
}

/** What was recorded of a symbol, and what came of its earlier forecasts. */
export interface RecordResult extends SettleReport {
  asOf: string;
  targetDate: string;
  /** The day that is forecast is over: the forecasts are on record, and will never be scored. */
  late: boolean;
  /** Forecasts of this session that were not on record before, by role. */
  recorded: Role[];
  /** Those that were there. */
  known: Role[];
  unissued: Unissued[];
  /** A line for the user if the closes of ^VIX were asked for and are missing. */
  vixMissing?: string;
  /** Why the network of a model had no part in its forecast, by its version; absent if all had. */
  networkWarnings?: Record<string, string>;
}

/**
 * Settles a symbol's forecasts with its newest bars, and records those of the next session: of the champion if there is one, of
 * the challengers that lost to it, and of forecasters without a network. Again on the same bars, it changes nothing. A forecaster
 * that fails stops no other.
 *
 * @throws what loading bars throws, and TrackRecordError
 */
export async function recordSymbol(symbol: string, options: RecordOptions): Promise<RecordResult> {
  const { models, record, dataDir, cache, now, signal, vix, horizons = RECORDED_HORIZONS } = options;
  const at = () => new Date(now);
  const access = { dataDir, cache, signal, now: at };
  const bars = await loadBars({ symbol, source: "auto", sample: false, ...access });
  const { loadVix = vixLoader({ vix, ...access }, loadBars) } = options;
  const series = await addVix(bars, vix, loadVix);
  const knownAt = new Date(series.cache?.fetchedAt ?? now);
  const settled = await settleForecasts(record, series, knownAt);
  const { loadCovariate = covariateLoader({ vix, ...access }, loadBars) } = options;
  const made = await issueAll(series, models, loadCovariate, at(), horizons);
  const { issued, unissued, networkWarnings } = made;
  const results = await recordForecasts(record, issued);
  // A forecaster issues all horizons at once: the next session stands for them.
  const rolesOf = (isNew: boolean) =>
    results.flatMap((result, index) =>
      result.isNew === isNew && issued[index]!.horizon === 1 ? [issued[index]!.role] : [],
    );
  // There is one at least: the zero-shot forecast needs nothing but the bars that were loaded.
  const { asOf, targetDate, late } = issued[0]!;
  const { vixMissing } = series;
  return {
    ...{ ...settled, asOf, targetDate, late, recorded: rolesOf(true), known: rolesOf(false), unissued },
    ...(vixMissing !== undefined && { vixMissing }),
    ...(Object.keys(networkWarnings).length > 0 && { networkWarnings }),
  };
}

/** Makes the forecasts of the next session and of later ones. */
async function issueAll(
  series: BarSeries,
  models: BundleStore,
  loadCovariate: LoadCovariate,
  issuedAt: Date,
  horizons: readonly number[],
) {
  const issued: IssuedForecast[] = [];
  const networkWarnings: Record<string, string> = {};
  const unissued: Unissued[] = [];
  const issue = async (
    role: Role,
    forecaster: string,
    make: () => NextSession | undefined | Promise<NextSession>,
  ) => {
    try {
      const next = await make();
      for (const forecast of next ? [next, ...laterRecords(next)] : [])
        issued.push(issueForecast(forecast, { role, series, issuedAt }));
    } catch (error) {
      const { code, message } = error as Error & { code?: unknown };
      if (typeof code !== "string") throw error; // a bug
      unissued.push({ role, forecaster, error: { code, message } });
    }
  };
  for (const { role, version } of await modelsOf(models, series.symbol)) {
    await issue(role, version, async () => {
      const forecaster = await Forecaster.load(await models.pull(series.symbol, version));
      const bars = await tryCovariates(series, forecaster.covariates, loadCovariate);
      const next = forecastWithModel(forecaster, bars, { horizons });
      if (next.networkWarning !== undefined) networkWarnings[version] = next.networkWarning;
      return next;
    });
  }
  const zeroShot = forecastWithoutModel(series, { horizons }); // not enough bars: nothing can be recorded
  await issue("zeroShot", "zeroShot", () => zeroShot);
  await issue("har", "har", () => forecastWithHar(series, { horizons }));
  return { issued, unissued, networkWarnings };
}
