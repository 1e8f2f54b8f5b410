import type { Scores } from "@lstm-predict/metrics";
import { z } from "zod";

// Scores as metadata.json holds them. JSON has no NaN: a score that is not defined is null on disk and NaN in memory.
const measure = z.number().or(z.null().transform(() => Number.NaN));
const count = z.int().nonnegative();

/** Scores that every bundle has of a forecast of the close; errors in price units, `mape` in percent. */
export type BundleScores = { [Score in keyof Scores]: Scores[Score] };

/** Scores of forecast closes. */
export type PointScores = BundleScores & {
  /** Root mean square error over naive's. */
  rmsse: number;
  /** Of forecast and actual returns. */
  correlation: number;
  /** 95 % interval of the directional accuracy; if it contains 0.5, no better than chance. */
  directionInterval: [lower: number, upper: number];
  /** Diebold and Mariano's test of the absolute errors against naive's; a statistic below 0 is better than naive. */
  diebold: { statistic: number; p: number };
};

/** Scores of the intervals of one level; `winkler`, `width`, `pinball` and `crps` in percent of the last close. */
export type LevelScores = {
  coverage: number;
  winkler: number;
  width: number;
  pinball: number;
  /** Of the whole distribution: the same at each level. */
  crps: number;
  /** Coverage on the calmest, middle and wildest third of the days, by the forecast sigma. */
  terciles: [number, number, number];
};

/** Scores of forecasts of how far the price moves. */
export type ScaleScores = {
  n: number;
  /** By percent of the days: "50", "80", "90", "95". */
  intervals: Record<string, LevelScores>;
  qlike: number;
  /** Against constant volatility and HAR on the same days; absent where those could not be fitted. */
  relative?: { winklerToConstant: number; winklerToHar: number; crpsToHar: number };
};

/** Scores of one span by forecaster; bundles of version 0.1 have `BundleScores` of three forecasters only. */
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

/** Schema of a bundle's scores. */
export const SCORES = z.looseObject({ train: byForecast, validation: byForecast, test: byForecast });

/** Schema of a score that may not be defined. */
export const MEASURE = measure;
