import { meanLogReturn, type SplitScores, scoreSplit } from "@lstm-predict/metrics";
import {
  closes,
  type RawSeries,
  type Splits,
  type WindowRange,
  type WindowSet,
} from "@lstm-predict/preprocessing";

export type SplitName = keyof Splits;
export type ScoreTable = Record<SplitName, SplitScores>;

/** The prices [n] that were forecast, and came, for the windows of one split. */
export interface SpanForecast {
  dates: string[];
  actual: Float64Array;
  naive: Float64Array;
  model: Float64Array;
}

/**
 * A model's forecasts of one span beside what came and beside the naive forecast.
 *
 * @param forecast the price forecast from a window, by its index
 */
export function forecastSpan(
  windows: WindowSet,
  { from, to }: WindowRange,
  forecast: (window: number) => number,
): SpanForecast {
  const over = (value: (window: number) => number) =>
    Float64Array.from({ length: to - from }, (_, k) => value(from + k));
  return {
    dates: Array.from({ length: to - from }, (_, k) => windows.date(from + k)),
    actual: over((window) => windows.nextClose(window)),
    naive: over((window) => windows.lastClose(window)),
    model: over(forecast),
  };
}

/** Scores of model, naive and drift on every split; the drift is that of the training span. */
export function scoreSplits(
  series: RawSeries,
  window: number,
  splits: Splits,
  spans: Record<SplitName, SpanForecast>,
): ScoreTable {
  const drift = meanLogReturn(closes(series).subarray(0, splits.train.to + window));
  const score = ({ model, actual, naive }: SpanForecast) =>
    scoreSplit({ forecast: model, actual, last: naive, drift });
  return { train: score(spans.train), validation: score(spans.validation), test: score(spans.test) };
}
