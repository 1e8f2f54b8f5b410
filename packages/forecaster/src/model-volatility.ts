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

/** Fewer rows hold no month, which zero-shot HAR looks back on. */
export const LEAST_ROWS = 23;

/** The name of the networks' part in stored volatilities. */
const NETWORK = "network";

/** The names of the forecasters that windows of `windowOf` bring, for `IntervalForecaster.fromJSON`. */
export const EXTERNALS = [NETWORK];

/** A window's raw rows `[window, 6]` with the log variance that the network forecasts, if it forecasts one. */
export function windowOf(rows: Float64Array, { logVariance }: Decoded): Span {
  return logVariance === undefined ? { rows } : { rows, external: { [NETWORK]: logVariance } };
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
  return target === "distribution" ? meanOf(externalVolatility(NETWORK), own) : own;
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
