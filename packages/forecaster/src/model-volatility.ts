import { LEVELS } from "@lstm-predict/forecasts";
import type { Decoded, TargetName } from "@lstm-predict/preprocessing";
import {
  constantVolatility,
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

/** Rows that zero-shot HAR needs: its longest mean is over a month. */
export const LEAST_ROWS = 23;

/** The name of the network's log variance in stored volatilities. */
const NETWORK = "network";

/** The weights that a network's log variance may have in the mean with zero-shot HAR's, from the usual one to none. */
export const NETWORK_WEIGHTS = [0.5, 0.25, 0] as const;
export type NetworkWeight = (typeof NETWORK_WEIGHTS)[number];

/** Names of the external forecasts in windows of `windowOf`, for `IntervalForecaster.fromJSON`. */
export const EXTERNALS = [NETWORK];

/** Joins the raw rows `[window, 6]` of a window and the network's log variance, if it forecasts one. */
export function windowOf(rows: Float64Array, { logVariance }: Decoded): Span {
  return logVariance === undefined ? { rows } : { rows, external: { [NETWORK]: logVariance } };
}

/**
 * Returns the volatility behind a model's intervals.
 *
 * This is zero-shot HAR, or the constant volatility of `training` if the window has fewer than `LEAST_ROWS` rows. For the
 * target `distribution` it is the weighted mean of that log variance and the network's.
 *
 * @param window rows in a window
 * @param weight of the network's log variance; 0 leaves it out
 * @throws ForecastError `unsupported_model` for a pooled model with a market term
 */
export function modelVolatility(
  target: TargetName,
  window: number,
  training: Span,
  pooled: PooledModel = OWN_BARS,
  weight: NetworkWeight = 0.5,
): FittedVolatility {
  const fitted = (window < LEAST_ROWS ? constantVolatility : zeroShot(servable(pooled))).fit(training);
  if (target !== "distribution" || weight === 0) return fitted;
  const half = meanOf(externalVolatility(NETWORK), fitted);
  // A mean of means is a quarter, in a form that every reader of bundles knows.
  return weight === 0.5 ? half : meanOf(half, fitted);
}

/**
 * Returns the error bar of a forecast without a network: zero-shot HAR with the pooled quantiles.
 *
 * @throws ForecastError `unsupported_model` for a pooled model with a market term
 */
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
