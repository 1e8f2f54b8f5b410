import type { RawSeries } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import type { Decoded, TargetName } from "@lstm-predict/preprocessing";
import {
  centreOf,
  choosePooled,
  constantVolatility,
  externalVolatility,
  type FittedVolatility,
  IntervalForecaster,
  meanOf,
  type PooledModel,
  type PooledTable,
  PooledVolatility,
  QuantileTracker,
  type Span,
  TermBars,
  zeroShot,
} from "@lstm-predict/volatility";
import { ForecastError } from "./errors.ts";

/** Rows that zero-shot HAR needs: its longest mean is over a month. */
export const LEAST_ROWS = 23;

/** The name of the network's log variance in stored volatilities. */
const NETWORK = "network";

/** The largest weight that a network's log variance may have in the mean with the pooled one. */
export const MOST_WEIGHT = 0.5;

/** Names of the external forecasts in windows of `windowOf`, for `IntervalForecaster.fromJSON`. */
export const EXTERNALS = [NETWORK];

/** Joins the raw rows `[window, 6]` of a window and the network's log variance, if it forecasts one. */
export function windowOf(rows: Float64Array, { logVariance }: Decoded): Span {
  return logVariance === undefined ? { rows } : { rows, external: { [NETWORK]: logVariance } };
}

/** The raw rows `[window, 6]` of a window that the network cannot forecast. */
export function windowWithoutNetwork(rows: Float64Array): Span {
  return { rows, external: { [NETWORK]: undefined } };
}

/** A pooled volatility of a user's own: a table, or as older versions wrote it, a model of the next session alone. */
export type StoredVolatility = PooledTable | PooledModel;

/** The volatility of a symbol that was fitted on others, by horizon. */
export interface PooledChoice {
  /** Of the next session. */
  next: FittedVolatility;
  /** Pooled quantiles of |return| / sigma of the next session, one for each of `LEVELS`. */
  quantiles: readonly number[];
  /** Of later sessions. */
  later: PooledVolatility;
}

/**
 * Chooses the pooled volatility of a symbol (see `choosePooled`).
 *
 * @param series undefined: unknown bars, whose own volatility is forecast
 * @param to the choice looks at the rows before it alone
 * @param stored instead of the shipped table
 * @throws ForecastError `unsupported_model` for a stored model with a market term
 */
export function pooledVolatility(series?: RawSeries, to?: number, stored?: StoredVolatility): PooledChoice {
  if (stored?.version === 1) {
    const next = zeroShot(servable(stored)).fit({ rows: [] });
    return { next, quantiles: stored.quantiles, later: choosePooled(series, to) };
  }
  const pooled = choosePooled(series, to, stored);
  return { next: pooled, quantiles: pooled.quantiles[0]!, later: pooled };
}

/**
 * Returns the volatility of the next session behind a model's intervals.
 *
 * This is the pooled one, or the constant volatility of `training` if the window has fewer than `LEAST_ROWS` rows. For the
 * target `distribution` it is the weighted mean of that log variance and the network's.
 *
 * @param window rows in a window
 * @param weight of the network's log variance, from 0, which leaves it out, to one half
 */
export function modelVolatility(
  target: TargetName,
  window: number,
  training: Span,
  { next }: Pick<PooledChoice, "next"> = { next: new PooledVolatility() },
  weight: number = MOST_WEIGHT,
): FittedVolatility {
  const fitted = window < LEAST_ROWS ? constantVolatility.fit(training) : next;
  if (target !== "distribution" || weight === 0) return fitted;
  return meanOf(externalVolatility(NETWORK), fitted, weight);
}

/**
 * Returns the error bars of a forecast without a network: the pooled volatility with the pooled quantiles.
 *
 * @throws ForecastError `unsupported_model` for a stored model with a market term
 */
export function pooledErrorBar(series?: RawSeries, stored?: StoredVolatility): IntervalForecaster {
  const { next, quantiles, later } = pooledVolatility(series, undefined, stored);
  return new IntervalForecaster(
    next,
    new QuantileTracker(LEVELS, quantiles),
    TermBars.zeroShot(later, series && centreOf(series)),
  );
}

function servable(pooled: PooledModel): PooledModel {
  if (pooled.market === null) return pooled;
  throw new ForecastError(
    "unsupported_model",
    `the volatility model needs the market ${pooled.market}, which the rows of one symbol do not hold: expected one without a market`,
  );
}
