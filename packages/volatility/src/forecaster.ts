import type { Span } from "./span.ts";

/** A way to forecast how far the next close may move. */
export interface VolatilityForecaster {
  readonly name: string;
  /** Learns from the days of a span; VolatilityError as `readDays`. */
  fit(span: Span): FittedVolatility;
}

/**
 * A fitted forecaster.
 *
 * `forecast` gives the log of the next day's variance, up to a constant that the calibration of the quantiles takes
 * up; sigma is exp(forecast / 2). It sees the window and nothing else, as in serving: a window of 60 rows is enough for all,
 * and longer ones change nothing but for GARCH and EWMA, whose memory fades but does not end.
 */
export interface FittedVolatility {
  readonly name: string;
  forecast(window: Span): number;
  /** Plain data from which `volatilityFromJSON` makes the same forecaster. */
  toJSON(): VolatilityState;
}

/** What is stored of a fitted forecaster. */
export type VolatilityState =
  | { kind: "constant"; logVariance: number }
  | { kind: "ewma"; of: EwmaInput; decay: number }
  | { kind: "garch"; mu: number; omega: number; alpha: number; beta: number }
  | { kind: "linear"; recipe: RecipeName; name: string; coefficients: number[] }
  | { kind: "mean"; of: [VolatilityState, VolatilityState] }
  | { kind: "external"; name: string };

export type EwmaInput = "squaredReturn" | "rangeVariance";
export type RecipeName = "har" | "harVolume" | "relative" | "relativeMarket";
