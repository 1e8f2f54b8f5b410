import type { BundleScores, TrainedBundle } from "@lstm-predict/artifacts";
import { toRawSeries } from "@lstm-predict/bars";
import { modelVolatility } from "@lstm-predict/forecaster";
import { LEVELS } from "@lstm-predict/forecasts";
import type { DataQualityReport } from "@lstm-predict/market-data";
import {
  buildModel,
  exportModel,
  parseConfig,
  Random,
  restoreWeights,
  snapshotWeights,
} from "@lstm-predict/model";
import { Preprocessor, type TargetName } from "@lstm-predict/preprocessing";
import {
  type FittedVolatility,
  IntervalForecaster,
  OWN_BARS,
  PooledVolatility,
  QuantileTracker,
  SHIPPED,
  TermBars,
  zeroShot,
} from "@lstm-predict/volatility";
import type { LayersModel } from "@tensorflow/tfjs";

export interface ModelOptions {
  units?: number[];
  window?: number;
  intervals?: boolean;
  /** Centres the intervals on the forecast, as an import does. */
  centre?: "forecast";
  /** Volatility behind the error bar: pooled (default "own"), or as bundles of version 1 have it. */
  volatility?: "vix" | "own" | "version 1";
  /** Symbols whose closes the network takes as well. */
  covariates?: string[];
  /** Horizons that the network forecasts; it has a part in the error bar of each later one but the last. */
  horizons?: number[];
}

/** The drift a day of `bundleOf`. */
export const DRIFT = 0.0003;

/** A bundle with random weights and fitted scalers, as `loadBundle` would read it. */
export async function bundleOf(target: TargetName, options: ModelOptions = {}): Promise<TrainedBundle> {
  const { units = [9, 5], window = 60, intervals = true, centre, volatility = "own" } = options;
  const { covariates = [], horizons = [1] } = options;
  const config = parseConfig({ target, units, window, covariates, horizons });
  const rows = randomRows(300, new Random(5));
  const own = toRawSeries(
    rows.map(([open, high, low, close, volume, adjClose], day) => ({
      date: new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10),
      open: open!,
      high: high!,
      low: low!,
      close: close!,
      volume: volume!,
      adjClose: adjClose!,
    })),
  );
  const others = covariates.map((symbol, k) => {
    const closes = Float64Array.from(randomRows(300, new Random(6 + k)), ([, , , close]) => close!);
    return [symbol, { dates: own.dates, closes }];
  });
  const series = { ...own, covariates: Object.fromEntries(others) };
  const fitted = Preprocessor.fit(series, { target, window, trainWindows: 150, covariates, horizons });
  const preprocessor =
    target === "price"
      ? fitted
      : fitted.withPoint({
          ...{ shrinkage: 0.6, drift: 0.0004 },
          ...(horizons.length > 1 && { later: horizons.slice(1).map((_, k) => 0.5 + k / 10) }),
        });
  const model = buildModel(config, new Random(11));
  try {
    spreadWeights(model, new Random(12));
    const errorBar = errorBarOf(volatility, horizons.slice(1, -1), (next) =>
      modelVolatility(target, window, series, { next }),
    );
    const { topology, weightSpecs, weightData, generatedBy, convertedBy } = await exportModel(model);
    return {
      dir: "nowhere",
      metadata: {
        ...METADATA,
        target,
        config,
        parameters: model.countParams(),
        ...(volatility !== "version 1" && { drift: DRIFT }),
        ...(centre && { calibration: { testFrom: "2020-10-27", quantiles: OWN_BARS.quantiles, centre } }),
      },
      preprocessing: preprocessor.toJSON(),
      ...(intervals && { intervals: JSON.parse(JSON.stringify(errorBar)) }),
      model: { topology, weightSpecs, weightData, generatedBy, convertedBy },
    };
  } finally {
    model.dispose();
  }
}

/** An error bar whose quantiles differ by horizon, and whose 50 % interval is off the last close; version 1 knows one horizon. */
function errorBarOf(
  volatility: NonNullable<ModelOptions["volatility"]>,
  mixed: readonly number[],
  modelOf: (next: FittedVolatility) => FittedVolatility,
): IntervalForecaster {
  const tracker = new QuantileTracker(LEVELS, OWN_BARS.quantiles);
  if (volatility === "version 1")
    return new IntervalForecaster(modelOf(zeroShot(OWN_BARS).fit({ rows: [] })), tracker);
  const pooled = new PooledVolatility(volatility);
  const next = modelOf(pooled);
  if (!next.pooled) return new IntervalForecaster(next, tracker);
  const { trackers, centre } = TermBars.zeroShot(pooled, SHIPPED.density.median);
  const parts = mixed.map((horizon) => ({
    ...{ horizon, weight: 0.3 },
    tracker: new QuantileTracker(LEVELS, [0.8, 1.5, 1.9, 2.4]),
  }));
  return new IntervalForecaster(next, tracker, new TermBars(pooled, trackers, centre, { mixed: parts }));
}

/** Adds noise to all weights: zeros, which some of them start as, would hide a wrong order. */
function spreadWeights(model: LayersModel, random: Random): void {
  const weights = snapshotWeights(model);
  for (const values of weights) {
    for (let i = 0; i < values.length; i++) values[i] = values[i]! + 0.1 * random.normal();
  }
  restoreWeights(model, weights);
}

const score: BundleScores = { r2: 0, mae: 1, rmse: 1, mape: 1, mase: 1, directionalAccuracy: 0.5, n: 1 };
const scores = { model: score, naive: score, drift: score };
const METADATA: Omit<TrainedBundle["metadata"], "target" | "config" | "parameters"> = {
  formatVersion: 1,
  symbol: "TEST",
  version: "20261124T040506Z-00000000",
  createdAt: "2026-11-24T04:05:06Z",
  data: {
    source: "csv",
    detail: "random walk",
    from: "2020-01-01",
    to: "2020-10-26",
    count: 300,
    sha256: "0".repeat(64),
    timeZone: "UTC",
    cleaning: {} as DataQualityReport,
  },
  weightsSha256: "0".repeat(64),
  seed: 11,
  epochs: 1,
  bestEpoch: 1,
  seconds: 0,
  history: [],
  files: {},
  scores: { train: scores, validation: scores, test: scores },
};

/** Bars of a random walk. Some volumes are zero (`gaps`), and adjusted closes differ from closes. */
export function randomRows(
  count: number,
  random: Random,
  { price = 100, volatility = 0.015, volume = 1e6, gaps = true } = {},
): number[][] {
  let close = price;
  return Array.from({ length: count }, (_, day) => {
    const open = close * Math.exp(0.4 * volatility * random.normal());
    close = open * Math.exp(volatility * random.normal());
    const high = Math.max(open, close) * (1 + 0.6 * volatility * random.uniform());
    const low = Math.min(open, close) / (1 + 0.6 * volatility * random.uniform());
    const shares = gaps && day % 50 === 7 ? 0 : Math.round(volume * Math.exp(0.3 * random.normal()));
    return [open, high, low, close, shares, close * 0.9];
  });
}

/** `count` windows [length, 6], ordinary ones and extreme ones. */
export function windowsOf(length: number, count: number): number[][][] {
  const random = new Random(23);
  const kinds: Parameters<typeof randomRows>[2][] = [
    { gaps: false },
    {},
    { price: 3e-4, volume: 4e11 },
    { price: 7e5, volume: 3 },
    { volatility: 0.3 },
    { volatility: 1e-7 },
    { volatility: 0 },
    { volume: 0 },
  ];
  return Array.from({ length: count }, (_, k) => randomRows(length, random, kinds[k % kinds.length]));
}

/** Bars of a random walk as rows, as all their windows, and as a CSV file with Yahoo's columns. */
export function randomBars(count: number) {
  const rows = randomRows(count, new Random(31));
  const lines = rows.map(([open, high, low, close, volume, adjClose], day) => {
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    return [date, open, high, low, close, adjClose, volume].join(",");
  });
  return {
    rows,
    windows: (length: number) => Array.from({ length: count - length }, (_, k) => rows.slice(k, k + length)),
    csv: `${["Date,Open,High,Low,Close,Adj Close,Volume", ...lines].join("\n")}\n`,
  };
}

export function flat(windows: readonly number[][][]): Float64Array {
  return Float64Array.from(windows.flat(2));
}
