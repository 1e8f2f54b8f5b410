import { closes, firstBar, type RawSeries, windowsBefore } from "@lstm-predict/bars";
import { type Forecaster, TrackedIntervals } from "@lstm-predict/forecaster";
import { LEVELS, type SettledForecast } from "@lstm-predict/forecasts";
import { scoreForecast, scoreIntervals } from "@lstm-predict/metrics";
import { IntervalForecaster, QuantileTracker } from "@lstm-predict/volatility";
import type { Evidence, GateScores } from "./gate.ts";

/** Thrown for a bundle without calibrated quantiles at the start of its test span, from which its error bar could be tracked. */
export class Unscorable extends Error {
  readonly code = "unscorable";
}

/** The level that the gate compares. */
const LEVEL = 0.9;
const LEVEL_NAME = "90";

/**
 * Forecasts all days after the training and validation spans of a bundle, or all from another day on.
 *
 * The quantiles start as calibrated on validation and are updated after each day. The saved error bar of the bundle cannot be
 * used, because it has seen the test span.
 *
 * @param first the first day, YYYY-MM-DD; by default that of the bundle's test span
 * @returns one forecast a day, to the last bar of the series
 * @throws Unscorable
 */
export function forecastUnseen(forecaster: Forecaster, series: RawSeries, first?: string): SettledForecast[] {
  const { intervals, metadata, window } = forecaster;
  const { calibration, version } = metadata;
  if (!intervals || !calibration) throw new Unscorable(`${version} has no calibrated error bar`);
  const tracker = new QuantileTracker(LEVELS, calibration.quantiles);
  const errorBar = new IntervalForecaster(intervals.volatility, tracker, intervals.later);
  const tracked = new TrackedIntervals(errorBar);
  const from = firstBar(series, first ?? calibration.testFrom, window);
  const close = closes(series);
  const contexts = forecaster.contextsFrom(series, from, series.length);
  const days = forecaster.decodeBatch(windowsBefore(series, from, series.length, window), contexts);
  return days.map(({ price, centre, window: rows }, k): SettledForecast => {
    const [naive, actual] = [close[from + k - 1]!, close[from + k]!];
    const forecast = {
      ...{ prediction: price, naive, return: price / naive - 1, sigma: errorBar.scale(rows) },
      ...(centre !== naive && { centre }),
    };
    const { intervals } = tracked.apply(forecast);
    tracked.update(forecast, actual);
    return { date: series.dates[from + k]!, actual, prediction: price, naive, intervals: intervals! };
  });
}

/**
 * Scores challenger and champion on the last days, which both have forecast.
 *
 * @param free the same days or more, forecast without a model
 */
export function compare(
  series: RawSeries,
  challenger: readonly SettledForecast[],
  champion: readonly SettledForecast[],
  free?: readonly SettledForecast[],
): Evidence {
  const days = Math.min(challenger.length, champion.length);
  const to = series.dates.at(-1)!;
  return {
    from: days === 0 ? to : challenger.at(-days)!.date,
    to,
    days,
    challenger: scoreLast(challenger, days),
    champion: scoreLast(champion, days),
    ...(free && free.length >= days && { free: scoreLast(free, days) }),
  };
}

function scoreLast(forecasts: readonly SettledForecast[], days: number): GateScores {
  if (days === 0) return { mase: Number.NaN, winkler: Number.NaN };
  const last = forecasts.slice(-days);
  const ends = (side: 0 | 1) => last.map(({ intervals, naive }) => intervals[LEVEL_NAME]![side] / naive);
  const { intervalScore } = scoreIntervals({
    actual: last.map(({ actual, naive }) => actual / naive),
    level: LEVEL,
    lower: ends(0),
    upper: ends(1),
  });
  const { mase } = scoreForecast({
    forecast: last.map(({ prediction }) => prediction),
    actual: last.map(({ actual }) => actual),
    last: last.map(({ naive }) => naive),
  });
  return { mase, winkler: 100 * intervalScore };
}
