import { LEVELS } from "@lstm-predict/forecasts";
import {
  crpsStudentT,
  dieboldMariano,
  directionalAccuracy,
  qlikeLoss,
  returnCorrelation,
  rmsse,
  type Scores,
  scoreForecast,
  scoreIntervals,
} from "@lstm-predict/metrics";
import type { Splits, WindowRange } from "@lstm-predict/preprocessing";
import { returnDensity } from "@lstm-predict/volatility";
import type { CalibratedScale } from "./calibrate.ts";
import type { Forecasts } from "./forecasts.ts";
import { mapValues } from "./map-values.ts";

/** Scores of forecast closes. */
export interface PointScores extends Scores {
  rmsse: number;
  /** Of forecast and actual returns. */
  correlation: number;
  /** 95 % interval of the directional accuracy: does it hold one half, a coin does as well. */
  directionInterval: [lower: number, upper: number];
  /** Diebold and Mariano's test of the absolute errors against naive; below 0 is better than naive. */
  diebold: { statistic: number; p: number };
}

/** Scores of the intervals of one level; `winkler`, `width` and `crps` in percent of the last close. */
export interface LevelScores {
  coverage: number;
  winkler: number;
  width: number;
  pinball: number;
  /** Of the whole distribution: the same at each level. */
  crps: number;
  /** Coverage on the calmest, middle and wildest third of the days, by the forecast sigma. */
  terciles: [number, number, number];
}

/** Scores of forecast sizes of the move. */
export interface ScaleScores {
  n: number;
  intervals: Record<string, LevelScores>;
  qlike: number;
  /** Against constant volatility and HAR on the same days; absent where those could not be fitted. */
  relative?: { winklerToConstant: number; winklerToHar: number; crpsToHar: number };
}

/** By forecaster: `model` has both kinds of scores, the others one. */
export type SplitTable = {
  model: PointScores & ScaleScores;
  naive: PointScores;
  drift: PointScores;
} & Record<string, Partial<PointScores & ScaleScores>>;

export type ScoreTable = Record<keyof Splits, SplitTable>;

const PERCENT = 100;
const RELATIVE_LEVEL = "90";

export function scoreSplits(forecasts: Forecasts, splits: Splits): ScoreTable {
  return {
    train: scoreRange(forecasts, splits.train),
    validation: scoreRange(forecasts, splits.validation),
    test: scoreRange(forecasts, splits.test),
  };
}

/** Every forecaster's scores on the days of a range. */
export function scoreRange(forecasts: Forecasts, range: WindowRange): SplitTable {
  const part = (values: Float64Array) => values.subarray(range.from, range.to);
  const [last, actual] = [part(forecasts.last), part(forecasts.actual)];
  const points = mapValues(forecasts.points, (forecast) => scorePoint(part(forecast), actual, last));
  const scales = mapValues(forecasts.scales, (scale) => scoreScale(scale, forecasts, range));
  const { constant, har } = scales;
  for (const scores of Object.values(scales)) {
    if (!constant || !har) continue;
    const [own, flat, base] = [scores, constant, har].map(({ intervals }) => intervals[RELATIVE_LEVEL]!);
    scores.relative = {
      winklerToConstant: own!.winkler / flat!.winkler,
      winklerToHar: own!.winkler / base!.winkler,
      crpsToHar: own!.crps / base!.crps,
    };
  }
  const { model, ...others } = points;
  return { ...others, ...scales, model: { ...model, ...scales.model } } as SplitTable;
}

function scorePoint(forecast: Float64Array, actual: Float64Array, last: Float64Array): PointScores {
  const input = { forecast, actual, last };
  const { lower, upper } = directionalAccuracy(input);
  return {
    ...scoreForecast(input),
    rmsse: rmsse(input),
    correlation: returnCorrelation(input),
    directionInterval: [lower, upper],
    diebold: againstNaive(forecast, actual, last),
  };
}

/** Errors are taken as shares of the last close, so that days of low prices count as much as others. */
function againstNaive(forecast: Float64Array, actual: Float64Array, last: Float64Array) {
  if (actual.length < 2) return { statistic: Number.NaN, p: Number.NaN };
  const loss = (of: Float64Array) => of.map((value, k) => Math.abs(value - actual[k]!) / last[k]!);
  const { statistic, pValue } = dieboldMariano(loss(forecast), loss(last));
  return { statistic, p: pValue };
}

function scoreScale(
  { sigma, quantiles, variance }: CalibratedScale,
  forecasts: Forecasts,
  { from, to }: WindowRange,
): ScaleScores {
  const n = to - from;
  const over = (value: (index: number) => number) =>
    Float64Array.from({ length: n }, (_, k) => value(from + k));
  const change = (index: number) => Math.log(forecasts.actual[index]! / forecasts.last[index]!);
  const level90 = LEVELS.indexOf(0.9);
  const crps = mean(
    over((index) =>
      crpsStudentT(change(index), {
        ...returnDensity(sigma[index]!, quantiles[index]![level90]!),
        location: 0,
      }),
    ),
  );
  const volatility = over((index) => sigma[index]!);
  const actual = over((index) => forecasts.actual[index]! / forecasts.last[index]!);
  const intervals = LEVELS.map((level, k) => {
    const reach = (index: number) => quantiles[index]![k]! * sigma[index]!;
    const scores = scoreIntervals({
      ...{ actual, level, volatility },
      lower: over((index) => Math.exp(-reach(index))),
      upper: over((index) => Math.exp(reach(index))),
    });
    const own: LevelScores = {
      coverage: scores.coverage,
      winkler: PERCENT * scores.intervalScore,
      width: PERCENT * scores.meanWidth,
      pinball: PERCENT * scores.pinball,
      crps: PERCENT * crps,
      terciles: scores.coverageByTercile,
    };
    return [String(Math.round(PERCENT * level)), own];
  });
  return {
    n,
    intervals: Object.fromEntries(intervals),
    qlike: mean(over((index) => qlikeLoss(Math.exp(forecasts.logRangeVariance[index]!), variance[index]!))),
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
