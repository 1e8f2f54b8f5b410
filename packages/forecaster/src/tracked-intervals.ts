import type { HorizonForecast } from "@lstm-predict/forecasts";
import { centreAt, type IntervalForecaster, KNOTS, MAX_HORIZON, scaleAt } from "@lstm-predict/volatility";
import { describeHorizon, describeNext } from "./intervals.ts";
import { countDay, noDays, type Tracked } from "./tracking.ts";
import type { WindowForecast } from "./window-forecast.ts";

/** The part of a forecast that tracking needs. */
type Scaled = Pick<WindowForecast, "naive" | "sigma" | "centre" | "logVariances">;

/** A forecast whose later outcomes are not known yet, with the quantiles that were in force `[knots][levels]`. */
interface Issued {
  naive: number;
  logVariances: readonly number[];
  quantiles: number[][];
}

/**
 * Lets the quantiles of an error bar follow days, given the forecasts of them: those of a horizon of h sessions follow an outcome
 * when it is known, h sessions after its forecast.
 */
export class TrackedIntervals {
  /** The number of days followed, and how often the intervals of the next close contained it. */
  readonly tracked: Tracked = noDays();
  /** The error bar with the followed quantiles. */
  readonly errorBar: IntervalForecaster;
  /** The last forecasts, at most as many as the farthest horizon has sessions. */
  readonly #issued: Issued[] = [];

  /** @param inPlace whether the quantiles of `errorBar` follow, instead of those of a copy */
  constructor(errorBar: IntervalForecaster, { inPlace = false } = {}) {
    this.errorBar = inPlace ? errorBar : errorBar.copy();
  }

  /** Returns a forecast of the model with the followed quantiles; a forecast without intervals is returned unchanged. */
  apply(forecast: WindowForecast): WindowForecast {
    const { naive, sigma, centre } = forecast;
    if (sigma === undefined) return forecast;
    return { ...forecast, ...describeNext({ naive, sigma, centre }, this.errorBar) };
  }

  /** Returns the forecast of a later close with the followed quantiles, from that of the next one; `drift` is a day's. */
  applyAt(forecast: WindowForecast, drift: number, horizon: number): HorizonForecast {
    return describeHorizon(forecast, this.errorBar, drift, horizon);
  }

  /** Updates the quantiles with the actual close of a forecast of the model: once a day, in order of time. */
  update({ naive, sigma, centre, logVariances }: Scaled, close: number): void {
    if (sigma === undefined) return;
    const { tracker, later } = this.errorBar;
    countDay(this.tracked, describeNext({ naive, sigma, centre }, this.errorBar).intervals, close);
    const middle = centre === undefined ? later.centre[0]! : 0;
    const error = Math.log(close / (centre ?? naive)) / sigma;
    const scores = tracker.levels.map((level) => Math.abs(error - centreAt(level, middle)));
    tracker.update(scores);
    if (!logVariances) return;
    this.#issued.push({ naive, logVariances, quantiles: later.trackers.map(({ quantiles }) => quantiles) });
    if (this.#issued.length > MAX_HORIZON) this.#issued.shift();
    for (let knot = 1; knot < KNOTS.length; knot++) this.#settle(knot, close);
  }

  /** Updates the quantiles of a knot with the outcome of the forecast that was made its horizon ago. */
  #settle(knot: number, close: number): void {
    const horizon = KNOTS[knot]!;
    const issued = this.#issued.at(-horizon);
    if (!issued) return;
    const { trackers, centre } = this.errorBar.later;
    const tracker = trackers[knot - 1]!;
    const error = Math.log(close / issued.naive) / scaleAt(issued.logVariances, horizon);
    tracker.update(
      tracker.levels.map((level) => Math.abs(error - centreAt(level, centre[knot]!))),
      issued.quantiles[knot - 1]!,
    );
  }
}
