import {
  Forecaster,
  forecastWithModel,
  forecastWithoutModel,
  type NextSession,
} from "@lstm-predict/forecaster";
import type { BarSeries } from "@lstm-predict/market-data";
import type { TrainedModel } from "@lstm-predict/training";

/** Options of `forecast`. */
export interface ForecastOptions {
  /** What `train` returned, or a loaded forecaster; without one, the forecast is the last close with an error bar. */
  model?: TrainedModel | Forecaster | undefined;
  /** Sessions after the last bar to forecast as well, each from 1 to 20. */
  horizons?: readonly number[] | undefined;
  /** Whether to say why the forecast is as it is (`explanation`): it takes tens of milliseconds. */
  explain?: boolean | undefined;
}

/**
 * Forecasts the close of the session after the last bar, with its error bar.
 *
 * A model's error bar first follows the days since its training. The result depends on the model and these bars only.
 *
 * @returns prices in the unit of the bars: `prediction`, `naive` (the last close), `intervals` by level ("90"), `targetDate`
 * @throws BarsError `too_few_bars` for fewer bars than a window, which has 60 by default; ForecastError `old_bars` if the model was
 * trained on later bars; VolatilityError `bad_option` for a horizon outside 1 to 20
 * @example
 * const { prediction, naive, intervals } = forecast(bars, { model: await train(bars) });
 * const [lower, upper] = intervals!["90"];
 */
export function forecast(bars: BarSeries, options: ForecastOptions = {}): NextSession {
  const { model, ...rest } = options;
  if (!model) return forecastWithoutModel(bars, rest);
  if (model instanceof Forecaster) return forecastWithModel(model, bars, rest);
  const forecaster = Forecaster.fromBundle(model.bundle);
  try {
    return forecastWithModel(forecaster, bars, rest);
  } finally {
    forecaster.release();
  }
}
