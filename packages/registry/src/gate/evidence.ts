import { closes, firstBar, type RawSeries, windowsBefore } from "@lstm-predict/bars";
import type { Forecaster } from "@lstm-predict/forecaster";
import { LEVELS } from "@lstm-predict/forecasts";
import { scoreForecast, scoreIntervals } from "@lstm-predict/metrics";
import { IntervalForecaster, QuantileTracker } from "@lstm-predict/volatility";
import type { Evidence, GateScores } from "./gate.ts";

/** Forecasts of bars `from` .. length - 1, each made from what its model knew the evening before; arrays are [bars]. */
export interface UnseenForecasts {
  from: number;
  price: number[];
  lower: number[];
  upper: number[];
}

/** A bundle without what its intervals were before the test span: its error bar cannot be followed from there. */
export class Unscorable extends Error {
  readonly code = "unscorable";
}

const LEVEL = 0.9;

/**
 * Lets a bundle forecast the days after its own training and validation, its quantiles beginning where calibration left
 * them and following each day once it is over: the bundle's own error bar has seen its test span.
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

/** Scores both on the bars that both have forecast. */
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
