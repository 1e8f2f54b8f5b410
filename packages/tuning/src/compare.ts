import { type Forecasts, scoreRange, winklerLosses } from "@lstm-predict/evaluation";
import { dieboldMariano, mean } from "@lstm-predict/metrics";
import { dailyLosses, relativeLoss } from "./losses.ts";

/** The losses of the winner beside those of the default, day by day. */
export interface LossComparison {
  /** Mean loss of the winner over the default's: below 1, the winner is better. */
  ratio: number;
  /** Probability of such a gain by chance (Diebold and Mariano 1995, one-sided); NaN if the losses are the same. */
  p: number;
  /** The same of such a loss. */
  pWorse: number;
}

/** Scores of one configuration on the test span; the interval's are NaN where undefined. */
export interface TestScores {
  mase: number;
  /** Share of the closes in the served 90 % interval. */
  coverage: number;
  /** Its interval score beside HAR's. */
  winklerToHar: number;
}

/** The winner beside the default on the test span, whose days had no part in the search. */
export interface TestComparison {
  days: number;
  from: string;
  to: string;
  /** Of `dailyLosses`. */
  network: LossComparison;
  /** Of the interval scores of the served 90 % intervals. */
  interval: LossComparison;
  winner: TestScores;
  default: TestScores;
}

/** Compares the forecasts of two configurations of the same days. */
export function compareOnTest(winner: Forecasts, base: Forecasts): TestComparison {
  const intervals = (forecasts: Forecasts) => winklerLosses(forecasts, "model");
  return {
    days: winner.dates.length,
    from: winner.dates[0]!,
    to: winner.dates.at(-1)!,
    network: compareLosses(dailyLosses(winner), dailyLosses(base)),
    interval: compareLosses(intervals(winner), intervals(base)),
    winner: scoresOf(winner),
    default: scoresOf(base),
  };
}

function compareLosses(winner: Float64Array, base: Float64Array): LossComparison {
  const p = (alternative: "better" | "worse") => dieboldMariano(winner, base, { alternative }).pValue;
  return { ratio: relativeLoss(mean(winner), mean(base)), p: p("better"), pWorse: p("worse") };
}

function scoresOf(forecasts: Forecasts): TestScores {
  const { mase, intervals, relative } = scoreRange(forecasts, { from: 0, to: forecasts.dates.length }).model;
  const { coverage } = intervals["90"]!;
  return { mase, coverage, winklerToHar: relative?.winklerToHar ?? Number.NaN };
}
