import { closes, firstBar, type RawSeries, rowsBefore } from "@lstm-predict/bars";
import { TrackedIntervals, type WindowForecast } from "@lstm-predict/forecaster";
import { LEVELS, type SettledForecast } from "@lstm-predict/forecasts";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import {
  type Context,
  centreOf,
  choosePooled,
  conformalQuantile,
  contextsFrom,
  IntervalForecaster,
  mixQuantiles,
  QuantileTracker,
  TermBars,
  VolatilityError,
  WINDOW,
} from "@lstm-predict/volatility";

/**
 * Forecasts all days from `testFrom` as anybody can without a training: the last close, with the pooled volatility as error bar.
 *
 * Calibrates the quantiles as a training does, on as many days before `testFrom` as its validation span has, and updates them
 * after each day.
 *
 * @param window rows in a window of the trained model
 * @returns one forecast a day, to the last bar; undefined with too few bars before `testFrom`, or if no price moves
 */
export function forecastFree(
  series: RawSeries,
  testFrom: string,
  window: number,
): SettledForecast[] | undefined {
  const { dates, length } = series;
  const from = firstBar(series, testFrom, window);
  const { validation } = chronologicalSplits(length, window);
  const validated = Math.max(WINDOW, from - (validation.to - validation.from));
  const close = closes(series);
  const pooled = choosePooled(series, from);
  const forecastOf = (row: number, context: Context): WindowForecast => {
    const naive = close[row - 1]!;
    const sigma = Math.exp(pooled.forecast({ rows: rowsBefore(series, row, WINDOW), context }) / 2);
    return { prediction: naive, naive, return: 0, sigma };
  };
  try {
    const contexts = contextsFrom(series, validated, length);
    const scores = contexts.slice(0, from - validated).map((context, k) => {
      const { naive, sigma } = forecastOf(validated + k, context);
      return Math.abs(Math.log(close[validated + k]! / naive)) / sigma!;
    });
    const calibrated = LEVELS.map((level) => conformalQuantile(scores, level));
    const tracker = new QuantileTracker(LEVELS, mixQuantiles(calibrated, pooled.quantiles[0]!));
    const tracked = new TrackedIntervals(
      new IntervalForecaster(pooled, tracker, TermBars.zeroShot(pooled, centreOf(series))),
    );
    return contexts.slice(from - validated).map((context, k) => {
      const day = from + k;
      const forecast = forecastOf(day, context);
      const { prediction, naive, intervals } = tracked.apply(forecast);
      tracked.update(forecast, close[day]!);
      return { date: dates[day]!, actual: close[day]!, prediction, naive, intervals: intervals! };
    });
  } catch (error) {
    if (error instanceof VolatilityError) return undefined;
    throw error;
  }
}
