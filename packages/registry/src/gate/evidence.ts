import { closes, firstBar, type RawSeries, windowsBefore } from "@lstm-predict/bars";
import type { Forecaster } from "@lstm-predict/forecaster";
import { LEVELS } from "@lstm-predict/forecasts";
import { scoreForecast, scoreIntervals } from "@lstm-predict/metrics";
import { IntervalForecaster, QuantileTracker } from "@lstm-predict/volatility";
import type { Evidence, GateScores } from "./gate.ts";

/** One-day-ahead forecasts of the bars `from` to the last; every array is `[bars]`, in price units. */
export interface UnseenForecasts {
  from: number;
  price: number[];
  lower: number[];
  upper: number[];
}

/** Thrown for a bundle without calibrated quantiles at the start of its test span, from which its error bar could be tracked. */
export class Unscorable extends Error {
  readonly code = "unscorable";
}

const LEVEL = 0.9;

/**
 * Forecasts all days after the training and validation spans of a bundle.
 *
 * The quantiles start as calibrated on validation and are updated after each day. The saved error bar of the bundle cannot be
 * used, because it has seen the test span.
 *
 * @throws Unscorable
 */
export function forecastUnseen(forecaster: Forecaster, series: RawSeries): UnseenForecasts {
  const { intervals, metadata, window } = forecaster;
  const { calibration, version } = metadata;
  if (!intervals || !calibration) throw new Unscorable(`${version} has no calibrated error bar`);
  const tracker = new QuantileTracker(LEVELS, calibration.quantiles);
  const errorBar = new IntervalForecaster(intervals.volatility, tracker);
  const from = firstBar(series, calibration.testFrom, window);
  const close = closes(series);
  const result: UnseenForecasts = { from, price: [], lower: [], upper: [] };
  const days = forecaster.decodeBatch(windowsBefore(series, from, series.length, window));
  days.forEach(({ price, window: rows }, k) => {
    const { lower, upper } = errorBar.forecast(rows).intervals[LEVELS.indexOf(LEVEL)]!;
    result.price.push(price);
    result.lower.push(lower);
    result.upper.push(upper);
    errorBar.update(rows, close[from + k]!);
  });
  return result;
}

/** Scores challenger and champion on the bars that both have forecast. */
export function compare(series: RawSeries, challenger: UnseenForecasts, champion: UnseenForecasts): Evidence {
  const from = Math.max(challenger.from, champion.from);
  const days = series.length - from;
  const scores = (forecasts: UnseenForecasts): GateScores =>
    days === 0 ? { mase: Number.NaN, winkler: Number.NaN } : scoreFrom(series, forecasts, from);
  return {
    from: series.dates[from] ?? series.dates.at(-1)!,
    to: series.dates.at(-1)!,
    days,
    challenger: scores(challenger),
    champion: scores(champion),
  };
}

function scoreFrom(series: RawSeries, forecasts: UnseenForecasts, from: number): GateScores {
  const close = closes(series);
  const [actual, last] = [close.subarray(from), close.subarray(from - 1, -1)];
  const part = (values: number[]) => values.slice(from - forecasts.from);
  const share = (values: ArrayLike<number>) => Float64Array.from(values, (value, k) => value / last[k]!);
  const { intervalScore } = scoreIntervals({
    actual: share(actual),
    level: LEVEL,
    lower: share(part(forecasts.lower)),
    upper: share(part(forecasts.upper)),
  });
  const { mase } = scoreForecast({ forecast: part(forecasts.price), actual, last });
  return { mase, winkler: 100 * intervalScore };
}
