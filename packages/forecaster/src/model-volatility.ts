import { LEVELS } from "@lstm-predict/forecasts";
import type { Decoded, TargetName } from "@lstm-predict/preprocessing";
import {
  constantVolatility,
  type Externals,
  externalVolatility,
  type FittedVolatility,
  IntervalForecaster,
  meanOf,
  OWN_BARS,
  type PooledModel,
  QuantileTracker,
  type Span,
  zeroShot,
} from "@lstm-predict/volatility";
import { ForecastError } from "./errors.ts";

/** Fewer rows hold no month, which zero-shot HAR looks back on. */
export const LEAST_ROWS = 23;

/** What the network said of a window: it runs once for a whole batch, and a mean with others looks it up here. */
const saidByNetwork = new WeakMap<Span, number>();

function network(window: Span): number {
  const logVariance = saidByNetwork.get(window);
  if (logVariance === undefined) throw new TypeError("the window was not made by windowOf");
  return logVariance;
}

/** The networks' part in stored volatilities, for `IntervalForecaster.fromJSON`. */
export const NETWORK: Externals = { network };

/** A window's raw rows `[window, 6]` with what the network said of it, for a volatility that the network has a part in. */
export function windowOf(rows: Float64Array, { logVariance }: Decoded): Span {
  const window = { rows };
  if (logVariance !== undefined) saidByNetwork.set(window, logVariance);
  return window;
}

/**
 * The scale of a model's intervals: zero-shot HAR, which nothing has to be fitted for, and for the target `distribution` the
 * mean of its log variance and the network's. Where a window is too short for HAR, the training span's constant one.
 *
 * ForecastError `unsupported_model` for a pooled model with a market term.
 */
export function modelVolatility(
  target: TargetName,
  window: number,
  training: Span,
  pooled: PooledModel = OWN_BARS,
): FittedVolatility {
  const own = (window < LEAST_ROWS ? constantVolatility : zeroShot(servable(pooled))).fit(training);
  return target === "distribution" ? meanOf(externalVolatility("network", network), own) : own;
}

/** The error bar of a forecast without a network: zero-shot HAR with the pooled quantiles, ready to follow what comes. */
export function pooledErrorBar(pooled: PooledModel = OWN_BARS): IntervalForecaster {
  const volatility = zeroShot(servable(pooled)).fit({ rows: [] });
  return new IntervalForecaster(volatility, new QuantileTracker(LEVELS, pooled.quantiles));
}

function servable(pooled: PooledModel): PooledModel {
  if (pooled.market === null) return pooled;
  throw new ForecastError(
    "unsupported_model",
    `the volatility model needs the market ${pooled.market}, which the rows of one symbol do not hold: expected one without a market`,
  );
}
