import type { ErrorBar, Forecast } from "@lstm-predict/forecasts";
import { type IntervalForecaster, QuantileTracker } from "@lstm-predict/volatility";
import { describeScale, scaleOf } from "./intervals.ts";
import { countDay, noDays, type Tracked } from "./tracking.ts";

/**
 * The error bar of a model as it stands after the days since its training, made from the model's own forecasts.
 *
 * The model's own error bar stays as it is: other windows, of other days, are forecast with it at the same time.
 */
export class TrackedIntervals {
  /** How many days were followed, and how often the intervals held. */
  readonly tracked: Tracked = noDays();
  /** What the model's forecasts were made with. */
  readonly #calibrated: QuantileTracker;
  readonly #following: QuantileTracker;

  constructor({ tracker }: IntervalForecaster) {
    this.#calibrated = QuantileTracker.fromJSON(tracker.toJSON());
    this.#following = QuantileTracker.fromJSON(tracker.toJSON());
  }

  /** A forecast of the model with the error bar that the days so far ask for; one without intervals as it is. */
  apply(forecast: Forecast): Forecast {
    const sigma = this.#sigma(forecast);
    return sigma === undefined ? forecast : { ...forecast, ...this.#describe(forecast.naive, sigma) };
  }

  /** Takes up the close that came after a forecast of the model: once a day, in the order of time. */
  update(forecast: Forecast, close: number): void {
    const sigma = this.#sigma(forecast);
    if (sigma === undefined) return;
    countDay(this.tracked, this.#describe(forecast.naive, sigma).intervals, close);
    this.#following.update(Math.abs(Math.log(close / forecast.naive)) / sigma);
  }

  #sigma({ naive, intervals }: Forecast): number | undefined {
    return intervals && scaleOf(naive, intervals, this.#calibrated);
  }

  #describe(close: number, sigma: number): ErrorBar {
    return describeScale(close, sigma, this.#following);
  }
}
