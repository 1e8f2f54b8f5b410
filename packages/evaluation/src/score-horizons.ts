import { closes, type RawSeries } from "@lstm-predict/bars";
import { lastCloseForecast, TrackedIntervals } from "@lstm-predict/forecaster";
import { LEVELS, levelName } from "@lstm-predict/forecasts";
import { crpsStudentT, intervalScore } from "@lstm-predict/metrics";
import {
  atHorizon,
  type IntervalForecaster,
  returnDensity,
  scaleAt,
  windowsWithContext,
} from "@lstm-predict/volatility";
import { type DayScores, noScores } from "./score-days.ts";

const LEVEL = 0.9;

/**
 * Scores the intervals of several horizons, forecast from rows `from` and later of a series: the bars and the VIX of the days before
 * each. Leaves out forecasts whose outcome is not known.
 *
 * The quantiles of `errorBar` follow each outcome once it is known, as those of a served model.
 *
 * @param from at least 60
 * @returns one for each of `horizons`; its dates are those of the outcomes
 * @throws VolatilityError as `readDays`
 */
export function scoreHorizons(
  errorBar: IntervalForecaster,
  series: RawSeries,
  from: number,
  horizons: readonly number[],
): DayScores[] {
  const tracked = new TrackedIntervals(errorBar, { inPlace: true });
  const close = closes(series);
  const scores = horizons.map(noScores);
  for (const [at, window] of windowsWithContext(series, from, series.length).entries()) {
    const row = from + at;
    const forecast = lastCloseForecast(errorBar, window);
    const { naive } = forecast;
    horizons.forEach((horizon, k) => {
      const actual = close[row + horizon - 1];
      if (actual === undefined) return;
      const { intervals } = tracked.applyAt(forecast, 0, horizon);
      const sigma = scaleAt(forecast.logVariances!, horizon);
      const [lower, upper] = intervals![levelName(LEVEL)];
      const quantile = errorBar.quantilesAt(horizon)[LEVELS.indexOf(LEVEL)]!;
      const density = returnDensity(sigma, quantile, horizon, atHorizon(errorBar.later.centre, horizon));
      const of = scores[k]!;
      of.dates.push(series.dates[row + horizon - 1]!);
      of.sigma.push(sigma);
      LEVELS.forEach((level, at) => {
        const [low, high] = intervals![levelName(level)];
        of.inside[at]!.push(low <= actual && actual <= high ? 1 : 0);
      });
      of.winkler.push(100 * intervalScore(actual / naive, lower / naive, upper / naive, LEVEL));
      of.crps.push(100 * crpsStudentT(Math.log(actual / naive), density));
    });
    tracked.update(forecast, close[row]!);
  }
  return scores;
}
