import type { HorizonMix } from "@lstm-predict/artifacts";
import { COLUMN_COUNT, closes, type RawSeries } from "@lstm-predict/bars";
import { LEAST_ROWS, pooledVolatility, type StoredVolatility } from "@lstm-predict/forecaster";
import type { Splits } from "@lstm-predict/preprocessing";
import {
  atHorizon,
  centreOf,
  checkHorizon,
  constantVolatility,
  type FittedVolatility,
  harAt,
  KNOTS,
  meanLogVariance,
  type QuantileTracker,
  readDays,
  TermBars,
} from "@lstm-predict/volatility";
import { driftReturn, shrunkDriftReturn } from "./baselines/return-forecasters.ts";
import { type CalibratedScale, type CalibrationOptions, calibrate, type Outcomes } from "./calibrate.ts";
import {
  type Forecasts,
  type ModelForecasts,
  unlessImpossible,
  windowsOf,
  withoutTracker,
} from "./forecasts.ts";
import { mapValues } from "./map-values.ts";
import { mixLater } from "./mix-later.ts";

/** Forecasts of the sessions after the next. */
export interface LaterForecasts {
  /** Of all days whose outcome is known, one for each horizon asked for. */
  byHorizon: Forecasts[];
  /** The drift that the model has. */
  drift: number;
  /** The network's part at each later horizon that it forecasts; absent if it forecasts none, or windows are too short for a pooled volatility. */
  mixes?: HorizonMix[];
  /** The error bars after the last day. */
  bars: TermBars;
}

/** What `forecastLater` forecasts from. */
export interface LaterOptions {
  splits: Splits;
  /** Rows in a window. */
  window: number;
  /** Mean log return a day, which the model adds for each session after the next; default: the shrunk drift. */
  drift?: number | undefined;
  /** Horizons to forecast, from 2 to 20. */
  horizons: readonly number[];
  /** Weights of the network by later horizon, such as a training fitted; default: those that validation gives. */
  weights?: Readonly<Record<number, number>> | undefined;
  /** The user's own volatility model, instead of the shipped one. */
  stored?: StoredVolatility | undefined;
}

/**
 * Forecasts the closes of several horizons from every day, by the model and by simpler forecasters: drift, constant volatility times
 * the square root of the horizon, and HAR fitted for the horizon.
 *
 * The model's close is that of the next session plus the drift. Its error bars are the pooled ones, calibrated and tracked at each of
 * `KNOTS` and interpolated between them. At horizons that the network itself forecasts, the close is the network's, and the network
 * has the part in the error bar that validation gives it (see `mixLater`).
 *
 * @param series may go on after the test span, to outcomes of its last days
 * @throws VolatilityError `bad_option` for a horizon outside 1 to 20
 */
export function forecastLater(
  series: RawSeries,
  model: ModelForecasts,
  { splits, window, horizons, stored, ...options }: LaterOptions,
): LaterForecasts {
  horizons.forEach(checkHorizon);
  const close = closes(series);
  const training = { rows: series.rows.subarray(0, (splits.train.to + window) * COLUMN_COUNT) };
  const known = close.subarray(0, splits.validation.to + window);
  const span = { closes: known, validationFrom: splits.train.to + window };
  const returns = { drift: driftReturn.fit(span), shrunkDrift: shrunkDriftReturn.fit(span) };
  const { drift = returns.shrunkDrift.forecast(known) } = options;
  const windows = windowsOf(series, model, window);
  const logVariance = readDays({ rows: series.rows }).logVariance;
  const outcomesAt = (horizon: number) =>
    outcomesOf(series, close, logVariance, { horizon, window, count: windows.length });
  const { later } = pooledVolatility(series, splits.test.from + window, stored);
  const centre = centreOf(series);
  // A window too short for HAR has a constant volatility.
  const structures = windows.map((of) => (window < LEAST_ROWS ? undefined : later.termStructure(of)));
  const constant = constantVolatility.fit(training);
  const scaleAt = (
    horizon: number,
    forecast: (day: number) => number,
    options: Partial<CalibrationOptions> = {},
  ) =>
    calibrate(
      Float64Array.from(windows, (_, day) => forecast(day)),
      outcomesAt(horizon),
      splits,
      {
        pooled: atEachLevel(later.quantiles, horizon),
        ...options,
      },
    );
  const knots = KNOTS.map((horizon, k) =>
    scaleAt(horizon, (day) => structures[day]?.[k] ?? constant.forecast(windows[day]!), {
      centre: centre[k]!,
      scaled: window < LEAST_ROWS,
    }),
  );
  const datesAt = (horizon: number) => series.dates.slice(window + horizon - 1);
  const ofNetwork = window < LEAST_ROWS ? [] : Object.keys(model.later?.[0] ?? {}).map(Number);
  const networks = ofNetwork.map((horizon) =>
    mixLater({
      network: model.later!.map((of) => of[horizon]!.logVariance),
      pooled: structures.map((of) => atHorizon(of!, horizon)),
      outcomes: outcomesAt(horizon),
      dates: datesAt(horizon),
      validation: splits.validation,
      calibrate: (forecast) => scaleAt(horizon, forecast, { centre: atHorizon(centre, horizon) }),
      weight: options.weights?.[horizon],
    }),
  );
  const forecastsAt = (horizon: number): Forecasts => {
    const outcomes = outcomesAt(horizon);
    const count = outcomes.actual.length;
    const by = (fitted: FittedVolatility, options?: Partial<CalibrationOptions>) =>
      withoutTracker(scaleAt(horizon, (day) => fitted.forecast(windows[day]!), options));
    const bar = between(knots, horizon);
    const mixed = networks.find(({ mix }) => mix.horizon === horizon)?.scale;
    const scales: Record<string, CalibratedScale | undefined> = {
      model: mixed ?? bar,
      constant: unlessImpossible(() => by(constant, { scaled: true })),
      har: unlessImpossible(() => by(harAt(horizon).fit(training))),
      ...(window >= LEAST_ROWS && { zeroShot: bar }),
    };
    const priceAt = (price: Float64Array, daily: number, sessions: number) =>
      price.slice(0, count).map((value) => value * Math.exp(daily * sessions));
    return {
      ...outcomes,
      dates: datesAt(horizon).slice(0, count),
      points: {
        model: ownPrices(model, horizon)?.slice(0, count) ?? priceAt(model.price, drift, horizon - 1),
        naive: outcomes.last,
        ...mapValues(returns, (fitted) => priceAt(outcomes.last, fitted.forecast(known), horizon)),
      },
      scales: Object.fromEntries(
        Object.entries(scales).flatMap(([name, scale]) => (scale ? [[name, first(scale, count)]] : [])),
      ),
    };
  };
  const trackers = knots.slice(1).map(({ tracker }): QuantileTracker => tracker);
  return {
    byHorizon: horizons.map(forecastsAt),
    drift,
    ...(networks.length > 0 && { mixes: networks.map(({ mix }) => mix) }),
    bars: new TermBars(window < LEAST_ROWS ? undefined : later, trackers, centre, {
      mixed: networks.flatMap(({ mix: { horizon, weight }, scale }) =>
        scale ? [{ horizon, weight, tracker: scale.tracker }] : [],
      ),
    }),
  };
}

/** The network's own closes at a horizon; undefined if it does not forecast it. */
function ownPrices({ later }: ModelForecasts, horizon: number): Float64Array | undefined {
  if (!later?.[0]?.[horizon]) return undefined;
  return Float64Array.from(later, (of) => of[horizon]!.price);
}

/** The outcomes of a horizon, for the days on which they are known. */
function outcomesOf(
  { length }: RawSeries,
  close: Float64Array,
  logVariance: Float64Array,
  { horizon, window, count }: { horizon: number; window: number; count: number },
): Outcomes {
  const known = Math.max(0, Math.min(count, length - window - horizon + 1));
  return {
    horizon,
    last: close.subarray(window - 1, window - 1 + known),
    actual: close.subarray(window + horizon - 1, window + horizon - 1 + known),
    logRangeVariance: Float64Array.from({ length: known }, (_, day) =>
      meanLogVariance(logVariance, window - 1 + day, horizon),
    ),
  };
}

/** The scale of a horizon from those of `KNOTS`. */
function between(knots: readonly CalibratedScale[], horizon: number): CalibratedScale {
  const overDays = (pick: (scale: CalibratedScale, day: number, knot: number) => number) =>
    Float64Array.from(knots[0]!.sigma, (_, day) =>
      atHorizon(
        knots.map((scale, k) => pick(scale, day, k)),
        horizon,
      ),
    );
  const daily = overDays(({ sigma }, day, k) => Math.log(sigma[day]! / Math.sqrt(KNOTS[k]!)));
  const centre = atHorizon(
    knots.map(({ centre = 0 }) => centre),
    horizon,
  );
  return {
    sigma: daily.map((log) => Math.exp(log) * Math.sqrt(horizon)),
    quantiles: Array.from(daily, (_, day) =>
      atEachLevel(
        knots.map(({ quantiles }) => quantiles[day]!),
        horizon,
      ),
    ),
    variance: overDays(({ variance }, day) => Math.log(variance[day]!)).map(Math.exp),
    ...(centre !== 0 && { centre }),
  };
}

/** Quantiles `[levels]` of a horizon from those of each knot `[knots][levels]`. */
function atEachLevel(byKnot: readonly (readonly number[])[], horizon: number): number[] {
  return byKnot[0]!.map((_, level) =>
    atHorizon(
      byKnot.map((quantiles) => quantiles[level]!),
      horizon,
    ),
  );
}

function first({ sigma, quantiles, variance, centre }: CalibratedScale, count: number): CalibratedScale {
  return {
    sigma: sigma.slice(0, count),
    quantiles: quantiles.slice(0, count),
    variance: variance.slice(0, count),
    ...(centre !== undefined && { centre }),
  };
}
