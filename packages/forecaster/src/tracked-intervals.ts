import { type IntervalForecaster, QuantileTracker } from "@lstm-predict/volatility";
import { describeScale } from "./intervals.ts";
import { countDay, noDays, type Tracked } from "./tracking.ts";
import type { WindowForecast } from "./window-forecast.ts";

/**
 * The error bar of a model as it stands after the days since its training, made from the model's own forecasts.
 *
 * The model's own error bar stays as it is: other windows, of other days, are forecast with it at the same time.
 */
export class TrackedIntervals {
  /** How many days were followed, and how often the intervals held. */
  readonly tracked: Tracked = noDays();
  readonly #tracker: QuantileTracker;

  constructor({ tracker }: IntervalForecaster) {
    this.#tracker = QuantileTracker.fromJSON(tracker.toJSON());
  }

  /** A forecast of the model with the error bar that the days so far ask for; one without intervals as it is. */
  apply(forecast: WindowForecast): WindowForecast {
    const { naive, sigma } = forecast;
    return sigma === undefined ? forecast : { ...forecast, ...describeScale(naive, sigma, this.#tracker) };
  }

  /** Takes up the close that came after a forecast of the model: once a day, in the order of time. */
  update({ naive, sigma }: WindowForecast, close: number): void {
    if (sigma === undefined) return;
    countDay(this.tracked, describeScale(naive, sigma, this.#tracker).intervals, close);
    this.#tracker.update(Math.abs(Math.log(close / naive)) / sigma);
  }
}
