import type { LevelScores, PointScores, ScaleScores } from "@lstm-predict/artifacts";
import { LEVELS, levelName } from "@lstm-predict/forecasts";
import {
  crpsStudentT,
  dieboldMariano,
  directionalAccuracy,
  mean,
  qlikeLoss,
  returnCorrelation,
  rmsse,
  scoreForecast,
  scoreIntervals,
} from "@lstm-predict/metrics";
import type { Splits, WindowRange } from "@lstm-predict/preprocessing";
import { centreAt, interval, returnDensity } from "@lstm-predict/volatility";
import type { CalibratedScale } from "./calibrate.ts";
import type { Forecasts } from "./forecasts.ts";
import { mapValues } from "./map-values.ts";

/** Scores of one span by forecaster: the model has scores of closes and of volatility, the others have one kind. */
export type SplitTable = {
  model: PointScores & ScaleScores;
  naive: PointScores;
  drift: PointScores;
} & Record<string, Partial<PointScores & ScaleScores>>;

/** Scores of the training, validation and test spans. */
export type ScoreTable = Record<keyof Splits, SplitTable>;

const PERCENT = 100;
const RELATIVE_LEVEL = "90";

/**
 * Scores every forecaster on the training, validation and test days.
 *
 * @throws MetricsError for a forecast that is not finite
 * @example
 * scoreSplits(forecastAll(series, splits, 60, "distribution", model), splits).test.naive.mase; // 1
 */
export function scoreSplits(forecasts: Forecasts, splits: Splits): ScoreTable {
  // The last days of a later horizon have no outcome yet.
  const known = ({ from, to }: WindowRange) => ({ from, to: Math.min(to, forecasts.dates.length) });
  return {
    train: scoreRange(forecasts, splits.train),
    validation: scoreRange(forecasts, known(splits.validation)),
    test: scoreRange(forecasts, known(splits.test)),
  };
}

/**
 * Scores every forecaster on the days of a range.
 *
 * @throws MetricsError for a forecast that is not finite, `empty` for a range without days
 */
export function scoreRange(forecasts: Forecasts, range: WindowRange): SplitTable {
  const part = (values: Float64Array) => values.subarray(range.from, range.to);
  const [last, actual] = [part(forecasts.last), part(forecasts.actual)];
  const points = mapValues(forecasts.points, (forecast) =>
    scorePoint(part(forecast), actual, last, forecasts.horizon),
  );
  const scales = mapValues(forecasts.scales, (scale) => scoreScale(scale, forecasts, range));
  const { constant, har } = scales;
  // Where no price moved, simple intervals have a score of 0 or of rounding errors, and a ratio says nothing.
  const moved = actual.some((close, i) => close !== last[i]);
  if (constant && har && moved) {
    for (const scores of Object.values(scales)) scores.relative = relativeScores(scores, constant, har);
  }
  const { model, ...others } = points;
  const ofBoth = mapValues({ ...others, ...scales }, (_, name) => ({ ...points[name], ...scales[name] }));
  return { ...ofBoth, model: { ...model, ...scales.model } } as SplitTable;
}

function relativeScores(
  scores: ScaleScores,
  constant: ScaleScores,
  har: ScaleScores,
): NonNullable<ScaleScores["relative"]> {
  const at = ({ intervals }: ScaleScores) => intervals[RELATIVE_LEVEL]!;
  return {
    winklerToConstant: at(scores).winkler / at(constant).winkler,
    winklerToHar: at(scores).winkler / at(har).winkler,
    crpsToHar: at(scores).crps / at(har).crps,
  };
}

function scorePoint(
  forecast: Float64Array,
  actual: Float64Array,
  last: Float64Array,
  horizon: number,
): PointScores {
  const input = { forecast, actual, last };
  const { lower, upper } = directionalAccuracy(input);
  return {
    ...scoreForecast(input),
    rmsse: rmsse(input),
    correlation: returnCorrelation(input),
    directionInterval: [lower, upper],
    diebold: againstNaive(forecast, actual, last, horizon),
  };
}

/** Tests absolute errors as shares of the last close, so that days of low prices count as much as others. */
function againstNaive(forecast: Float64Array, actual: Float64Array, last: Float64Array, horizon: number) {
  if (actual.length < 2 * horizon) return { statistic: Number.NaN, p: Number.NaN };
  const loss = (of: Float64Array) => of.map((value, k) => Math.abs(value - actual[k]!) / last[k]!);
  const { statistic, pValue } = dieboldMariano(loss(forecast), loss(last), { horizon });
  return { statistic, p: pValue };
}

function scoreScale(
  { sigma, quantiles, variance, centre = 0 }: CalibratedScale,
  forecasts: Forecasts,
  { from, to }: WindowRange,
): ScaleScores {
  const n = to - from;
  const over = (value: (day: number) => number) =>
    Float64Array.from({ length: n }, (_, k) => value(from + k));
  // Scores closes as shares of the last one, so that days of low prices count as much as others.
  const actual = over((day) => forecasts.actual[day]! / forecasts.last[day]!);
  const volatility = over((day) => sigma[day]!);
  const level90 = LEVELS.indexOf(0.9);
  const crps = over((day) => {
    const density = returnDensity(sigma[day]!, quantiles[day]![level90]!, forecasts.horizon, centre);
    return crpsStudentT(Math.log(actual[day - from]!), density);
  });
  const meanCrps = mean(crps);
  const intervals = LEVELS.map((level, k) => {
    const ends = (day: number) => interval(1, sigma[day]!, quantiles[day]![k]!, centreAt(level, centre));
    const scores = scoreIntervals({
      actual,
      level,
      volatility,
      lower: over((day) => ends(day).lower),
      upper: over((day) => ends(day).upper),
    });
    const levelScores: LevelScores = {
      coverage: scores.coverage,
      winkler: PERCENT * scores.intervalScore,
      width: PERCENT * scores.meanWidth,
      pinball: PERCENT * scores.pinball,
      crps: PERCENT * meanCrps,
      terciles: scores.coverageByTercile,
    };
    return [levelName(level), levelScores];
  });
  return {
    n,
    intervals: Object.fromEntries(intervals),
    qlike: mean(over((day) => qlikeLoss(Math.exp(forecasts.logRangeVariance[day]!), variance[day]!))),
  };
}
