import { LEVELS } from "@lstm-predict/forecasts";
import {
  crpsStudentT,
  intervalScore,
  type LossPanel,
  mean,
  panelDieboldMariano,
  qlikeLoss,
} from "@lstm-predict/metrics";
import {
  conformalQuantile,
  type FittedVolatility,
  logRangeVariance,
  mixQuantiles,
  QuantileTracker,
  returnDensity,
  windowBefore,
} from "@lstm-predict/volatility";
import { closesOf, type Series } from "./symbols.ts";

/** Daily losses of one forecaster for one symbol; every array is `[days]`. */
export interface DayScores {
  readonly dates: string[];
  /** 90 % interval score, as a share of the last close. */
  readonly interval: number[];
  readonly crps: number[];
  readonly qlike: number[];
  /** 1 where the return was within the interval, `[levels, days]`. */
  readonly inside: number[][];
}

export interface ScoreSetup {
  /** Rows that calibrate the quantiles and the level of the variance. */
  readonly calibration: readonly [from: number, to: number];
  readonly test: readonly [from: number, to: number];
  /** Mix these pooled quantiles in. */
  readonly pooled?: readonly number[];
  /** Follow the quantiles day by day? */
  readonly tracked?: boolean;
}

/** Scores the test rows of a series, each forecast from the 60 rows before it. */
export function scoreDays(volatility: FittedVolatility, series: Series, setup: ScoreSetup): DayScores {
  const { calibration, test, pooled, tracked = false } = setup;
  const closes = closesOf(series);
  const x = logRangeVariance(series.rows);
  const day = (row: number) => ({
    forecast: volatility.forecast(windowBefore(series, row)),
    r: Math.log(closes[row]! / closes[row - 1]!),
    variance: Math.exp(x[row - 1]!),
  });
  const before = rowsOf(calibration).map(day);
  const scores = before.map(({ r, forecast }) => Math.abs(r) / Math.exp(forecast / 2));
  const calibrated = LEVELS.map((level) => conformalQuantile(scores, level));
  const start = pooled ? mixQuantiles(calibrated, pooled) : calibrated;
  const tracker = new QuantileTracker(LEVELS, start);
  // QLIKE compares variances: a forecast's level is set so that the calibration days' ratios have mean one.
  const bias = mean(before.map(({ variance, forecast }) => variance / Math.exp(forecast)));

  const result: DayScores = { dates: [], interval: [], crps: [], qlike: [], inside: LEVELS.map(() => []) };
  for (const row of rowsOf(test)) {
    const { forecast, r, variance } = day(row);
    const sigma = Math.exp(forecast / 2);
    const q = tracker.quantile(0.9);
    result.dates.push(series.dates[row]!);
    result.interval.push(intervalScore(Math.exp(r), Math.exp(-q * sigma), Math.exp(q * sigma), 0.9));
    result.crps.push(crpsStudentT(r, { ...returnDensity(sigma, q), location: 0 }));
    result.qlike.push(qlikeLoss(variance, bias * Math.exp(forecast)));
    tracker.quantiles.forEach((quantile, k) => {
      result.inside[k]!.push(Math.abs(r) <= quantile * sigma ? 1 : 0);
    });
    if (tracked) tracker.update(Math.abs(r) / sigma);
  }
  return result;
}

/** The days of several spans of one symbol, one after the other. */
export function joined(parts: readonly DayScores[]): DayScores {
  return {
    dates: parts.flatMap(({ dates }) => dates),
    interval: parts.flatMap(({ interval }) => interval),
    crps: parts.flatMap(({ crps }) => crps),
    qlike: parts.flatMap(({ qlike }) => qlike),
    inside: LEVELS.map((_, k) => parts.flatMap(({ inside }) => inside[k]!)),
  };
}

/** One row of a table: a forecaster beside constant volatility and HAR, means over the symbols, geometric for ratios. */
export function summarize(
  scores: readonly DayScores[],
  constant: readonly DayScores[],
  har: readonly DayScores[],
) {
  const ratios = (of: "interval" | "crps", base: readonly DayScores[]) =>
    scores.map((ofSymbol, symbol) => mean(ofSymbol[of]) / mean(base[symbol]![of]));
  const overHar = ratios("interval", har);
  const panels: LossPanel[] = scores.map(({ dates, interval }, symbol) => ({
    dates,
    lossA: interval,
    lossB: har[symbol]!.interval,
  }));
  const coverages = scores.map(({ inside }) => mean(inside[LEVELS.indexOf(0.9)]!));
  return {
    coverage: LEVELS.map((_, k) => mean(scores.map(({ inside }) => mean(inside[k]!)))),
    coverageRange: [Math.min(...coverages), Math.max(...coverages)],
    intervalOverConstant: geometricMean(ratios("interval", constant)),
    intervalOverHar: geometricMean(overHar),
    wins: overHar.filter((ratio) => ratio < 1).length,
    pValue: panelDieboldMariano(panels).pValue,
    crpsOverHar: geometricMean(ratios("crps", har)),
    qlikeLessHar: mean(scores.map(({ qlike }, symbol) => mean(qlike) - mean(har[symbol]!.qlike))),
  };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}

function rowsOf([from, to]: readonly [number, number]): number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}
