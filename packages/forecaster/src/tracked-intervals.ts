import { type IntervalForecaster, QuantileTracker } from "@lstm-predict/volatility";
import { describeForecast, describeScale } from "./intervals.ts";
import { countDay, noDays, type Tracked } from "./tracking.ts";
import type { WindowForecast } from "./window-forecast.ts";

/**
 * A copy of a model's quantiles that follows the days since the training, given the model's forecasts of them.
 *
 * The model's error bar does not change, since windows of other days are forecast with it at the same time.
 */
export class TrackedIntervals {
  /** The number of days followed, and how often the intervals contained the close. */
  readonly tracked: Tracked = noDays();
  readonly #tracker: QuantileTracker;

  constructor({ tracker }: IntervalForecaster) {
    this.#tracker = QuantileTracker.fromJSON(tracker.toJSON());
  }

  /** Returns a forecast of the model with the followed quantiles; a forecast without intervals is returned unchanged. */
  apply(forecast: WindowForecast): WindowForecast {
    const { naive, sigma, centre } = forecast;
    if (sigma === undefined) return forecast;
    return { ...forecast, ...describeForecast({ naive, sigma, centre }, this.#tracker) };
  }

  /** Updates the quantiles with the actual close of a forecast of the model: once a day, in order of time. */
  update({ naive, sigma, centre = naive }: WindowForecast, close: number): void {
    if (sigma === undefined) return;
    countDay(this.tracked, describeScale(centre, sigma, this.#tracker).intervals, close);
    this.#tracker.update(Math.abs(Math.log(close / centre)) / sigma);
  }
}
