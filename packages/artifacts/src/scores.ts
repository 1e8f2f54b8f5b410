import type { Scores } from "@lstm-predict/metrics";
import { z } from "zod";

// Scores in metadata.json. JSON has no NaN: an undefined score is null on disk and NaN in memory.
const measure = z.number().or(z.null().transform(() => Number.NaN));
const count = z.int().nonnegative();

/** Scores of forecast closes that bundles of every version have; errors in price units, `mape` in percent. */
export type BundleScores = { [Score in keyof Scores]: Scores[Score] };

/** All scores of forecast closes. */
export type PointScores = BundleScores & {
  /** RMSE over the RMSE of the naive forecast: below 1 is better than naive. */
  rmsse: number;
  /** Pearson correlation of forecast and actual returns. */
  correlation: number;
  /** 95 % interval of the directional accuracy; if it contains 0.5, no better than chance. */
  directionInterval: [lower: number, upper: number];
  /** Diebold-Mariano test of the absolute errors against naive's: a statistic below 0 is better than naive. */
  diebold: { statistic: number; p: number };
};

/** Scores of the intervals of one level; `winkler`, `width`, `pinball` and `crps` in percent of the last close. */
export type LevelScores = {
  /** Share of the closes in the interval. */
  coverage: number;
  winkler: number;
  width: number;
  pinball: number;
  /** Scores the whole distribution, so it is the same at each level. */
  crps: number;
  /** Coverage on the third of the days with the lowest, middle and highest forecast sigma. */
  terciles: [number, number, number];
};

/** Scores of volatility forecasts. */
export type ScaleScores = {
  /** Number of days. */
  n: number;
  /** By level: "50", "80", "90", "95". */
  intervals: Record<string, LevelScores>;
  /** Mean QLIKE loss of the forecast variance. */
  qlike: number;
  /** Ratios to the scores of constant volatility and HAR on the same days; absent if either could not be fitted. */
  relative?: { winklerToConstant: number; winklerToHar: number; crpsToHar: number };
};

/** Scores of one span by forecaster. Bundles of version 0.1 have only `BundleScores` of three forecasters. */
export type ScoresByForecast = Record<
  "model" | "naive" | "drift",
  BundleScores & Partial<PointScores & ScaleScores>
> &
  Record<string, Partial<PointScores & ScaleScores>>;

const level = z.looseObject({
  coverage: measure,
  winkler: measure,
  width: measure,
  pinball: measure,
  crps: measure,
  terciles: z.tuple([measure, measure, measure]),
});

const sometimes = {
  rmsse: measure.exactOptional(),
  correlation: measure.exactOptional(),
  directionInterval: z.tuple([measure, measure]).exactOptional(),
  diebold: z.looseObject({ statistic: measure, p: measure }).exactOptional(),
  intervals: z.record(z.string(), level).exactOptional(),
  qlike: measure.exactOptional(),
  relative: z
    .looseObject({ winklerToConstant: measure, winklerToHar: measure, crpsToHar: measure })
    .exactOptional(),
};

const always = {
  r2: measure,
  mae: measure,
  rmse: measure,
  mape: measure,
  mase: measure,
  directionalAccuracy: measure,
  n: count,
};

const ofClose = z.looseObject({ ...always, ...sometimes });

const byForecast = z
  .object({ model: ofClose, naive: ofClose, drift: ofClose })
  .catchall(z.looseObject({ ...z.looseObject(always).partial().shape, ...sometimes }));

/** Schema of the scores of a bundle. */
export const SCORES = z.looseObject({ train: byForecast, validation: byForecast, test: byForecast });

/** Schema of a score that may be undefined. */
export const MEASURE = measure;
