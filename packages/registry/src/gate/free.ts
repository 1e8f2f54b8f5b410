import { closes, firstBar, type RawSeries } from "@lstm-predict/bars";
import { intervalsByLevel } from "@lstm-predict/forecaster";
import type { SettledForecast } from "@lstm-predict/forecasts";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import {
  IntervalForecaster,
  OWN_BARS,
  VolatilityError,
  WINDOW,
  windowBefore,
  zeroShot,
} from "@lstm-predict/volatility";

/**
 * Forecasts all days from `testFrom` as anybody can without a training: the last close, with zero-shot HAR's error bar.
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
  const { dates, length, rows } = series;
  const from = firstBar(series, testFrom, window);
  const { validation } = chronologicalSplits(length, window);
  const before = { rows: rows.subarray(0, from * (rows.length / length)) };
  const close = closes(series);
  try {
    const errorBar = IntervalForecaster.calibrate(zeroShot(OWN_BARS).fit(before), before, {
      from: Math.max(WINDOW, from - (validation.to - validation.from)),
      pooled: OWN_BARS.quantiles,
    });
    const { tracker } = errorBar;
    return Array.from({ length: length - from }, (_, k) => {
      const day = from + k;
      const [naive, actual] = [close[day - 1]!, close[day]!];
      const span = windowBefore(series, day);
      const intervals = intervalsByLevel(naive, errorBar.scale(span), tracker.levels, tracker.quantiles);
      errorBar.update(span, actual);
      return { date: dates[day]!, actual, prediction: naive, naive, intervals };
    });
  } catch (error) {
    if (error instanceof VolatilityError) return undefined;
    throw error;
  }
}
