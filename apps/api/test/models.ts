import { type Bundle, formatTestForecasts, saveBundle, TEST_FORECASTS_FILE } from "@lstm-predict/artifacts";
import { closes, toRawSeries } from "@lstm-predict/bars";
import { LEVELS, type SettledForecast } from "@lstm-predict/forecasts";
import type { DataQualityReport } from "@lstm-predict/market-data";
import { buildModel, exportModel, parseConfig, Random } from "@lstm-predict/model";
import { Preprocessor } from "@lstm-predict/preprocessing";
import { promote } from "@lstm-predict/registry";
import {
  IntervalForecaster,
  type PooledUse,
  PooledVolatility,
  QuantileTracker,
  TermBars,
} from "@lstm-predict/volatility";

/** The metadata `imported` of a bundle. */
export const IMPORTED = {
  from: "keras" as const,
  kerasVersion: "3.15.1",
  model: { file: "lstm_model.keras", sha256: "a".repeat(64) },
  scaler: { file: "scaler.json", sha256: "b".repeat(64) },
};

/** Saves a real bundle, an untrained network whose weights come from `seed`, and promotes it unless told otherwise. */
export async function addModel(
  modelsDir: string,
  {
    symbol = "AAPL",
    seed = 1,
    window = 60,
    source = "csv" as "csv" | "sample",
    target = "return" as "return" | "price" | "distribution",
    days = [] as SettledForecast[],
    intervals = false as boolean | PooledUse,
    to = "2018-04-09",
    imported = false,
    promoted = true,
    covariates = [] as string[],
    /** Horizons of a network of the target `distribution`; it has a part in the error bar of each later one but the last. */
    horizons = undefined as number[] | undefined,
  } = {},
): Promise<Bundle> {
  const ofNetwork = target === "distribution" ? target : "return";
  const config = parseConfig({ target: ofNetwork, units: [6, 4], window, seed, covariates, horizons });
  const own = toRawSeries(
    windowRows(window + 40).map(([open, high, low, close, volume, adjClose], day) => ({
      date: new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10),
      open: open!,
      high: high!,
      low: low!,
      close: close!,
      volume: volume!,
      adjClose: adjClose!,
    })),
  );
  const others = covariates.map((symbol) => [symbol, { dates: own.dates, closes: closes(own) }]);
  const series = { ...own, covariates: Object.fromEntries(others) };
  const preprocessor = Preprocessor.fit(series, { target, window, trainWindows: 30, covariates, horizons });
  const model = buildModel(config, new Random(seed));
  const { topology, weightSpecs, weightData } = await exportModel(model);
  const score = { r2: 0.97, mae: 1, rmse: 2, mape: 1.2, mase: 1.01, directionalAccuracy: Number.NaN, n: 10 };
  const scores = { model: score, naive: score, drift: score };
  const bundle = await saveBundle(modelsDir, {
    model: { topology, weightSpecs, weightData },
    preprocessing: preprocessor.toJSON(),
    ...(intervals && {
      intervals: errorBar(intervals === "vix" ? "vix" : "own", horizons?.slice(1, -1)).toJSON(),
    }),
    extras: days.length > 0 ? { [TEST_FORECASTS_FILE]: formatTestForecasts(days) } : {},
    metadata: {
      symbol,
      createdAt: "2026-11-24T04:05:06Z",
      target,
      config,
      parameters: model.countParams(),
      ...(imported
        ? { imported: IMPORTED }
        : {
            data: {
              source,
              detail: "made up",
              from: "2018-01-01",
              to,
              count: window + 40,
              sha256: "0".repeat(64),
              timeZone: "UTC",
              cleaning: {} as DataQualityReport,
              ...(source === "sample" ? { warning: "NOT LIVE DATA" } : {}),
            },
            seed,
            kernel: "avx512",
            epochs: 1,
            bestEpoch: 1,
            seconds: 0,
            history: [],
            scores: { train: scores, validation: scores, test: scores },
          }),
    },
  });
  if (promoted) await promote(modelsDir, symbol, bundle.metadata.version, "test");
  return bundle;
}

function errorBar(use: PooledUse, mixed: readonly number[] = []): IntervalForecaster {
  const pooled = new PooledVolatility(use);
  const tracker = new QuantileTracker(LEVELS, pooled.quantiles[0]!);
  const { trackers, centre } = TermBars.zeroShot(pooled);
  const parts = mixed.map((horizon) => ({
    ...{ horizon, weight: 0.3 },
    tracker: new QuantileTracker(LEVELS, [0.8, 1.5, 1.9, 2.4]),
  }));
  return new IntervalForecaster(pooled, tracker, new TermBars(pooled, trackers, centre, { mixed: parts }));
}

/** Plausible rows [rows, 6]. */
export function windowRows(rows = 60): number[][] {
  return Array.from({ length: rows }, (_, day) => {
    const close = 100 + 5 * Math.sin(day / 3);
    const open = close - Math.cos(day);
    return [open, Math.max(open, close) + 1, Math.min(open, close) - 1, close, 1e6 + day, close * 0.98];
  });
}
