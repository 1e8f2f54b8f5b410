import type { HorizonForecast } from "@lstm-predict/forecasts";
import {
  atHorizon,
  centreAt,
  type IntervalForecaster,
  KNOTS,
  MAX_HORIZON,
  scaleAt,
} from "@lstm-predict/volatility";
import { describeHorizon, describeNext } from "./intervals.ts";
import { countDay, noDays, type Tracked } from "./tracking.ts";
import type { WindowForecast } from "./window-forecast.ts";

/** The part of a forecast that tracking needs. */
type Scaled = Pick<WindowForecast, "naive" | "sigma" | "centre" | "logVariances" | "later">;

/** A forecast whose later outcomes are not known yet, with the quantiles that were in force. */
interface Issued extends Pick<WindowForecast, "naive" | "later"> {
  logVariances: readonly number[];
  /** `[knots][levels]` */
  quantiles: number[][];
  /** At the horizons where a network has a part `[mixed][levels]`. */
  mixed: number[][];
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
  update({ naive, sigma, centre, logVariances, later: network }: Scaled, close: number): void {
    if (sigma === undefined) return;
    const { tracker, later } = this.errorBar;
    countDay(this.tracked, describeNext({ naive, sigma, centre }, this.errorBar).intervals, close);
    const middle = centre === undefined ? later.centre[0]! : 0;
    const error = Math.log(close / (centre ?? naive)) / sigma;
    const scores = tracker.levels.map((level) => Math.abs(error - centreAt(level, middle)));
    tracker.update(scores);
    if (!logVariances) return;
    this.#issued.push({
      ...{ naive, logVariances, ...(network && { later: network }) },
      quantiles: later.trackers.map(({ quantiles }) => quantiles),
      mixed: later.mixed.map(({ tracker: { quantiles } }) => quantiles),
    });
    if (this.#issued.length > MAX_HORIZON) this.#issued.shift();
    for (let knot = 1; knot < KNOTS.length; knot++) this.#settle(knot, close);
    later.mixed.forEach((_, k) => {
      this.#settleMixed(k, close);
    });
  }

  /** The same as `#settle` at a horizon where a network has a part; a forecast without the network says nothing about it. */
  #settleMixed(k: number, close: number): void {
    const { mixed, centre } = this.errorBar.later;
    const { horizon, tracker } = mixed[k]!;
    const issued = this.#issued.at(-horizon);
    const network = issued?.later?.[horizon]?.logVariance;
    if (!issued || network === undefined) return;
    const { sigma } = this.errorBar.at(horizon, issued.logVariances, network);
    const error = Math.log(close / issued.naive) / sigma;
    const middle = atHorizon(centre, horizon);
    tracker.update(
      tracker.levels.map((level) => Math.abs(error - centreAt(level, middle))),
      issued.mixed[k]!,
    );
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
