import { CLOSE, COLUMN_COUNT } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import {
  crpsStudentT,
  intervalScore,
  type LossPanel,
  mean,
  panelDieboldMariano,
} from "@lstm-predict/metrics";
import {
  type IntervalForecaster,
  returnDensity,
  type TypedSpan,
  windowBefore,
} from "@lstm-predict/volatility";

/** A span with the date of each row, YYYY-MM-DD `[n]`. */
export interface DatedSpan extends TypedSpan {
  readonly dates: readonly string[];
}

/** Scores of one symbol's days, each forecast from the 60 rows before it; all but `inside` are `[days]`. */
export interface DayScores {
  dates: string[];
  /** Forecast scale of the log return. */
  sigma: number[];
  /** 1 if the close lay in the interval of the level, else 0, `[levels][days]`. */
  inside: number[][];
  /** Interval score of the 90 % interval, in percent of the last close. */
  winkler: number[];
  /** Continuous ranked probability score, in percent. */
  crps: number[];
}

const LEVEL = 0.9;

/** Scores of no day. */
export function noScores(): DayScores {
  return { dates: [], sigma: [], inside: LEVELS.map(() => []), winkler: [], crps: [] };
}

/**
 * Scores the intervals of rows `from` (inclusive) to `to` (exclusive) of `bars`.
 *
 * The quantiles of `errorBar` follow each day after it is scored.
 *
 * @param from at least 60
 * @throws VolatilityError for rows that `errorBar` cannot forecast from
 */
export function scoreDays(
  errorBar: IntervalForecaster,
  bars: DatedSpan,
  from: number,
  to: number = bars.dates.length,
): DayScores {
  const closeOf = (row: number) => bars.rows[row * COLUMN_COUNT + CLOSE]!;
  const scores = noScores();
  for (let row = from; row < to; row++) {
    const window = windowBefore(bars, row);
    const [last, close] = [closeOf(row - 1), closeOf(row)];
    const { sigma, intervals } = errorBar.forecast(window);
    const { lower, upper } = intervals[LEVELS.indexOf(LEVEL)]!;
    const density = returnDensity(sigma, errorBar.tracker.quantile(LEVEL));
    scores.dates.push(bars.dates[row]!);
    scores.sigma.push(sigma);
    intervals.forEach((at, k) => {
      scores.inside[k]!.push(at.lower <= close && close <= at.upper ? 1 : 0);
    });
    scores.winkler.push(100 * intervalScore(close / last, lower / last, upper / last, LEVEL));
    scores.crps.push(100 * crpsStudentT(Math.log(close / last), density));
    errorBar.update(window, close);
  }
  return scores;
}

/** How forecaster A did beside forecaster B over several symbols. */
export interface DayComparison {
  /** Geometric mean over the symbols of A's mean interval score over B's: below 1, A is better. */
  winkler: number;
  /** The same ratio of the CRPS. */
  crps: number;
  /** Number of symbols on which A has the lower mean interval score. */
  wins: number;
  /** Of the panel Diebold-Mariano test of the interval scores. */
  p: number;
}

/**
 * Compares the scores `[symbols]` of two forecasters on the same days.
 *
 * @param horizon of the forecasts in sessions, for the test
 * @throws MetricsError for fewer than 2 days
 */
export function compareDays(a: readonly DayScores[], b: readonly DayScores[], horizon = 1): DayComparison {
  const means = (scores: readonly DayScores[], loss: "winkler" | "crps") =>
    scores.map((ofSymbol) => mean(ofSymbol[loss]));
  const relative = (loss: "winkler" | "crps") => {
    const ofB = means(b, loss);
    return geometricMean(means(a, loss).map((value, symbol) => value / ofB[symbol]!));
  };
  const winklerOfB = means(b, "winkler");
  const panels = a.map(
    ({ dates, winkler }, symbol): LossPanel => ({ dates, lossA: winkler, lossB: b[symbol]!.winkler }),
  );
  return {
    winkler: relative("winkler"),
    crps: relative("crps"),
    wins: means(a, "winkler").filter((value, symbol) => value < winklerOfB[symbol]!).length,
    p: panelDieboldMariano(panels, { horizon }).pValue,
  };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}
