import type { PooledName, PooledTable, PooledUse } from "./horizons/pooled-table.ts";
import type { Context, Span } from "./span.ts";

/** Forecasts the volatility of the next day. */
export interface VolatilityForecaster {
  readonly name: string;
  /**
   * Fits the forecaster to the days of a span.
   *
   * @throws VolatilityError as `readDays`, and for days from which nothing can be fitted
   */
  fit(span: Span): FittedVolatility;
}

/** A fitted volatility forecaster. */
export interface FittedVolatility {
  readonly name: string;
  /**
   * Forecasts the log variance of the day after the window; sigma is exp(forecast / 2).
   *
   * Sigma may be off by a constant factor, for which calibrated quantiles compensate. Uses the window only: 60 rows are
   * enough for every forecaster. More rows change only GARCH and EWMA, whose memory has no end.
   *
   * @throws VolatilityError as `readDays`, `missing_market` or `missing_external`
   */
  forecast(window: Span): number;
  /** Whether a window has what it forecasts from; absent: every window has. */
  isKnown?(window: Span): boolean;
  /** Whether it is the constant one, or has a part of it: so for windows too short for any other. */
  readonly isConstant?: boolean;
  /** The pooled volatility that it is, or has a part of. */
  readonly pooled?: Pooled | undefined;
  /** The two forecasters whose log variances it is the mean of, and the weight of the first; absent if it is no mean. */
  readonly mean?: { readonly of: readonly [FittedVolatility, FittedVolatility]; readonly weight: number };
  /** Returns plain data, from which `volatilityFromJSON` makes the same forecaster. */
  toJSON(): VolatilityState;
}

/** Forecasts volatilities by horizon. */
export interface TermVolatility {
  /** The log variance a day, averaged over the next h sessions, for each h of `KNOTS`. */
  termStructure(window: Span): number[];
}

/** A pooled volatility (see `PooledVolatility`). */
export interface Pooled extends FittedVolatility, TermVolatility {
  readonly use: PooledUse;
  readonly table: PooledTable;
  /** Quantiles of |return| / sigma `[knots][levels]`. */
  readonly quantiles: number[][];
  /** The model that a context allows. */
  modelFor(context?: Context): PooledName;
}

/** The state of a fitted forecaster, as bundles store it. */
export type VolatilityState =
  | { kind: "constant"; logVariance: number }
  | { kind: "ewma"; of: EwmaInput; decay: number }
  | { kind: "garch"; mu: number; omega: number; alpha: number; beta: number }
  | { kind: "linear"; recipe: RecipeName; name: string; coefficients: number[] }
  | { kind: "pooled" }
  | { kind: "mean"; of: [VolatilityState, VolatilityState]; weight?: number }
  | { kind: "external"; name: string };

/** What an exponentially weighted mean averages. */
export type EwmaInput = "squaredReturn" | "rangeVariance";
/** The name of a linear forecaster's features (see `RECIPES`). */
export type RecipeName = "har" | "harVolume" | "relative" | "relativeMarket";
