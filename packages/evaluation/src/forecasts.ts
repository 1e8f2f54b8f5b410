import { COLUMN_COUNT, closes, lastCloseOf, type RawSeries, rowsBefore } from "@lstm-predict/bars";
import { LEAST_ROWS, modelVolatility, type NetworkWeight, windowOf } from "@lstm-predict/forecaster";
import { MetricsError } from "@lstm-predict/metrics";
import type { Preprocessor, Splits, TargetName } from "@lstm-predict/preprocessing";
import {
  constantVolatility,
  daysBefore,
  ewmaRange,
  ewmaReturns,
  type FittedVolatility,
  garch,
  har,
  harVolume,
  IntervalForecaster,
  OWN_BARS,
  type PooledModel,
  readDays,
  type Span,
  VolatilityError,
  type VolatilityForecaster,
  zeroShot,
} from "@lstm-predict/volatility";
import { RETURN_FORECASTERS } from "./baselines/return-forecasters.ts";
import { type CalibratedScale, calibrate } from "./calibrate.ts";

/** Every day that has a window before it, with the forecasts made the evening before; arrays are `[days]`. */
export interface Forecasts {
  dates: string[];
  /** Close before the day: the naive forecast. */
  last: Float64Array;
  /** Close of the day. */
  actual: Float64Array;
  /** Log range variance of the day. */
  logRangeVariance: Float64Array;
  /** Forecast closes by forecaster. */
  points: Record<string, Float64Array>;
  /** Forecast volatilities by forecaster. */
  scales: Record<string, CalibratedScale>;
}

/** A model's forecasts of every window. */
export interface ModelForecasts {
  /** Forecast closes `[windows]`. */
  price: Float64Array;
  /** The windows as `modelVolatility` needs them: raw rows, with the network's log variance if it forecasts one. */
  windows: Span[];
}

/** Volatility forecasters to compare with the model, by their name in scores; a pooled one has quantiles to mix in. */
const VOLATILITIES: Record<string, { forecaster: VolatilityForecaster; quantiles?: readonly number[] }> = {
  constant: { forecaster: constantVolatility },
  ewma: { forecaster: ewmaReturns },
  ewmaRange: { forecaster: ewmaRange },
  garch: { forecaster: garch },
  har: { forecaster: har },
  harVolume: { forecaster: harVolume },
  zeroShot: { forecaster: zeroShot(OWN_BARS), quantiles: OWN_BARS.quantiles },
};

const POINT_NAMES: Record<string, string> = { "shrunk drift": "shrunkDrift" };

/** Decodes the network's outputs `[windows, outputs]` of the windows of `series`. */
export function decodeOutputs(
  preprocessor: Preprocessor,
  series: RawSeries,
  outputs: Float32Array,
): ModelForecasts {
  const count = outputs.length / preprocessor.outputs;
  const price = new Float64Array(count);
  const windows = Array.from({ length: count }, (_, index) => {
    const rows = rowsBefore(series, index + preprocessor.window, preprocessor.window);
    const scaled = outputs.subarray(index * preprocessor.outputs, (index + 1) * preprocessor.outputs);
    const decoded = preprocessor.decode(scaled, lastCloseOf(rows));
    price[index] = decoded.price;
    return windowOf(rows, decoded);
  });
  return { price, windows };
}

/**
 * Forecasts every day of a series by the model and by every simpler forecaster, each from the window before the day.
 *
 * Fits the simpler forecasters on the model's training span and calibrates all of them on its validation span.
 * A forecaster that cannot be fitted, or needs a longer window, is left out.
 *
 * @param splits windows of training, validation and test
 * @param window rows in a window
 * @param pooled the volatility model behind the model's scale
 * @param weight of the network in the model's scale, for the target `distribution`
 * @returns the forecasts, and the model's error bar after the last day, ready for the next forecast
 * @throws ForecastError `unsupported_model` if `pooled` has a market term
 * @example
 * const { errorBar, ...forecasts } = forecastAll(series, splits, 60, "distribution", model);
 * scoreSplits(forecasts, splits).test.model.mase; // below 1: better than "tomorrow = today"
 */
export function forecastAll(
  series: RawSeries,
  splits: Splits,
  window: number,
  target: TargetName,
  model: ModelForecasts,
  pooled: PooledModel = OWN_BARS,
  weight: NetworkWeight = 0.5,
): AllForecasts {
  return forecastByWeight(series, splits, window, target, model, pooled)(weight);
}

/** Forecasts of all days, and the model's error bar after the last one. */
export type AllForecasts = Forecasts & { errorBar: IntervalForecaster };

/** Returns what `forecastAll` returns as a function of `weight`: only the model's scale differs, and is computed again. */
export function forecastByWeight(
  series: RawSeries,
  splits: Splits,
  window: number,
  target: TargetName,
  model: ModelForecasts,
  pooled: PooledModel = OWN_BARS,
): (weight: NetworkWeight) => AllForecasts {
  const { rows, dates } = series;
  const close = closes(series);
  const count = model.price.length;
  const training = { rows: rows.subarray(0, (splits.train.to + window) * COLUMN_COUNT) };
  const last = close.subarray(window - 1, window - 1 + count);
  const actual = close.subarray(window, window + count);
  const daily = readDays({ rows });
  const windows = model.windows.map((span, k) => ({ ...span, days: daysBefore(daily, k + window, window) }));
  const outcomes = { last, actual, logRangeVariance: daily.logVariance.subarray(window - 1) };
  const scaleOf = (fitted: FittedVolatility, quantiles?: readonly number[]) =>
    calibrate(
      Float64Array.from(windows, (span) => fitted.forecast(span)),
      outcomes,
      splits,
      quantiles,
    );
  const scales: Record<string, CalibratedScale> = {};
  for (const [name, { forecaster, quantiles }] of Object.entries(VOLATILITIES)) {
    const scale = unlessImpossible(() => scaleOf(forecaster.fit(training), quantiles));
    if (scale) scales[name] = { sigma: scale.sigma, quantiles: scale.quantiles, variance: scale.variance };
  }
  const shared = { dates: dates.slice(window, window + count), ...outcomes };
  const points = { model: model.price, ...pointForecasts(close, splits, window, count) };
  return (weight) => {
    const volatility = modelVolatility(target, window, training, pooled, weight);
    const quantiles = window >= LEAST_ROWS ? pooled.quantiles : undefined;
    const { tracker, ...modelScale } = scaleOf(volatility, quantiles);
    return {
      ...shared,
      scales: { model: modelScale, ...scales },
      points,
      errorBar: new IntervalForecaster(volatility, tracker),
    };
  };
}

function pointForecasts(
  close: Float64Array,
  splits: Splits,
  window: number,
  count: number,
): Record<string, Float64Array> {
  const known = close.subarray(0, splits.validation.to + window);
  return Object.fromEntries(
    RETURN_FORECASTERS.flatMap((forecaster) => {
      const fitted = forecaster.fit({ closes: known, validationFrom: splits.train.to + window });
      const price = (index: number) => {
        const seen = close.subarray(index, index + window);
        return seen[window - 1]! * Math.exp(fitted.forecast(seen));
      };
      const name = POINT_NAMES[forecaster.name] ?? forecaster.name;
      const prices = unlessImpossible(() => Float64Array.from({ length: count }, (_, index) => price(index)));
      return prices ? [[name, prices]] : [];
    }),
  );
}

/** Returns undefined if a forecaster needs a longer window, or has nothing to fit because no price moves. */
function unlessImpossible<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof VolatilityError) return undefined;
    if (error instanceof MetricsError && error.code === "empty") return undefined; // more lags than the window has
    throw error;
  }
}
