import { compareDays, type DayScores, scoreDays } from "@lstm-predict/evaluation";
import { LEVELS } from "@lstm-predict/forecasts";
import { mean, qlikeLoss } from "@lstm-predict/metrics";
import {
  DEFAULT_ETA,
  type FittedVolatility,
  IntervalForecaster,
  logRangeVariance,
  windowBefore,
} from "@lstm-predict/volatility";
import { between, type Series } from "./symbols.ts";

/** Scores of one forecaster on one symbol's test days; arrays are `[days]`. */
export interface TestScores extends DayScores {
  qlike: number[];
}

export interface ScoreSetup {
  /** First row that calibrates the quantiles and the level of the variance. */
  readonly calibration: number;
  /** First row that is scored. */
  readonly test: number;
  /** Row after the last one that is scored. */
  readonly end: number;
  /** Pooled quantiles to mix with those of the calibration rows. */
  readonly pooled?: readonly number[];
  /** Whether the quantiles follow each day. */
  readonly tracked?: boolean;
}

/** Calibrates `volatility` on rows `calibration` to `test` of a series and scores it on rows `test` to `end`. */
export function scoreTest(
  volatility: FittedVolatility,
  series: Series,
  { calibration, test, end, pooled, tracked = false }: ScoreSetup,
): TestScores {
  const errorBar = IntervalForecaster.calibrate(volatility, between(series, "", series.dates[test]!), {
    from: calibration,
    eta: tracked ? DEFAULT_ETA : 0,
    ...(pooled && { pooled }),
  });
  const days = scoreDays(errorBar, series, test, end);
  const variances = logRangeVariance(series.rows).map(Math.exp);
  const ratios = Array.from({ length: test - calibration }, (_, k) => {
    const row = calibration + k;
    return variances[row - 1]! / Math.exp(volatility.forecast(windowBefore(series, row)));
  });
  // QLIKE compares variances: scales the forecast so that the ratios of the calibration rows have mean 1.
  const bias = mean(ratios);
  const qlike = days.sigma.map((sigma, k) => qlikeLoss(variances[test + k - 1]!, bias * sigma * sigma));
  return { ...days, qlike };
}

/** The days of several spans of one symbol, one after the other. */
export function joined(parts: readonly TestScores[]): TestScores {
  const all = (pick: (part: TestScores) => number[]) => parts.flatMap(pick);
  return {
    dates: parts.flatMap(({ dates }) => dates),
    sigma: all(({ sigma }) => sigma),
    inside: LEVELS.map((_, k) => all(({ inside }) => inside[k]!)),
    winkler: all(({ winkler }) => winkler),
    crps: all(({ crps }) => crps),
    qlike: all(({ qlike }) => qlike),
  };
}

/** One row of a table: a forecaster's scores `[symbols]` beside those of constant volatility and HAR. */
export function summarize(
  scores: readonly TestScores[],
  constant: readonly TestScores[],
  har: readonly TestScores[],
) {
  const coverages = scores.map(({ inside }) => mean(inside[LEVELS.indexOf(0.9)]!));
  return {
    coverage: LEVELS.map((_, k) => mean(scores.map(({ inside }) => mean(inside[k]!)))),
    coverageRange: [Math.min(...coverages), Math.max(...coverages)],
    toConstant: compareDays(scores, constant),
    toHar: compareDays(scores, har),
    qlikeLessHar: mean(scores.map(({ qlike }, symbol) => mean(qlike) - mean(har[symbol]!.qlike))),
  };
}
