import { COLUMN_COUNT, closes, lastCloseOf, type RawSeries, rowsBefore } from "@lstm-predict/bars";
import {
  LEAST_ROWS,
  modelVolatility,
  pooledVolatility,
  type StoredVolatility,
  windowOf,
} from "@lstm-predict/forecaster";
import { MetricsError } from "@lstm-predict/metrics";
import type { Decoded, Preprocessor, Splits, TargetName } from "@lstm-predict/preprocessing";
import {
  centreOf,
  constantVolatility,
  contextsOf,
  daysBefore,
  ewmaRange,
  ewmaReturns,
  type FittedVolatility,
  garch,
  har,
  harVolume,
  IntervalForecaster,
  readDays,
  type Span,
  TermBars,
  VolatilityError,
  type VolatilityForecaster,
} from "@lstm-predict/volatility";
import { RETURN_FORECASTERS } from "./baselines/return-forecasters.ts";
import { type CalibratedScale, type CalibrationOptions, calibrate, type Outcomes } from "./calibrate.ts";

/** Every day that has a window before it, with the forecasts made the evening before; arrays are `[days]`. */
export interface Forecasts extends Outcomes {
  /** Date of the close that is forecast, YYYY-MM-DD. */
  dates: string[];
  /** Forecast closes by forecaster. */
  points: Record<string, Float64Array>;
  /** Forecast volatilities by forecaster. */
  scales: Record<string, CalibratedScale>;
}

/** A model's forecasts of every window. */
export interface ModelForecasts {
  /** Forecast closes `[windows]`. */
  price: Float64Array;
  /** Forecasts of later horizons by the network itself `[windows]`; absent if it forecasts the next session alone. */
  later?: NonNullable<Decoded["later"]>[];
  /** The windows as `modelVolatility` needs them: raw rows, with the network's log variance if it forecasts one. */
  windows: Span[];
}

/**
 * Volatility forecasters to compare with the model, by their name in scores. Those on the level of the variance of returns mix the
 * pooled quantiles in scaled.
 */
const VOLATILITIES: Record<string, { forecaster: VolatilityForecaster; scaled?: boolean }> = {
  constant: { forecaster: constantVolatility, scaled: true },
  ewma: { forecaster: ewmaReturns, scaled: true },
  ewmaRange: { forecaster: ewmaRange },
  garch: { forecaster: garch, scaled: true },
  har: { forecaster: har },
  harVolume: { forecaster: harVolume },
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
  const later: ModelForecasts["later"] = [];
  const windows = Array.from({ length: count }, (_, index) => {
    const rows = rowsBefore(series, index + preprocessor.window, preprocessor.window);
    const scaled = outputs.subarray(index * preprocessor.outputs, (index + 1) * preprocessor.outputs);
    const decoded = preprocessor.decode(scaled, lastCloseOf(rows));
    price[index] = decoded.price;
    if (decoded.later) later.push(decoded.later);
    return windowOf(rows, decoded);
  });
  return { price, windows, ...(later.length > 0 && { later }) };
}

/**
 * Forecasts every day of a series by the model and by every simpler forecaster, each from the window before the day.
 *
 * Fits the simpler forecasters on the model's training span and calibrates all of them on its validation span.
 * A forecaster that cannot be fitted, or needs a longer window, is left out.
 *
 * @param splits windows of training, validation and test
 * @param window rows in a window
 * @param stored the volatility model behind the model's scale; by default the shipped one
 * @param weight of the network in the model's scale, for the target `distribution`
 * @returns the forecasts, and the model's error bar after the last day, ready for the next forecast
 * @throws ForecastError `unsupported_model` if `stored` has a market term
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
  stored?: StoredVolatility,
  weight?: number,
): AllForecasts {
  return forecastByWeight(series, splits, window, target, model, stored)(weight);
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
  stored?: StoredVolatility,
): (weight?: number) => AllForecasts {
  const { rows, dates } = series;
  const close = closes(series);
  const count = model.price.length;
  const training = { rows: rows.subarray(0, (splits.train.to + window) * COLUMN_COUNT) };
  const pooled = pooledVolatility(series, splits.test.from + window, stored);
  const centre = centreOf(series)[0]!;
  const windows = windowsOf(series, model, window);
  const outcomes = outcomesOf(series, window, count);
  const scaleOf = (fitted: FittedVolatility, options: Omit<CalibrationOptions, "pooled"> = {}) =>
    calibrate(
      Float64Array.from(windows, (span) => fitted.forecast(span)),
      outcomes,
      splits,
      { pooled: pooled.quantiles, ...options },
    );
  const scales: Record<string, CalibratedScale> = {};
  const add = (name: string, make: () => ReturnType<typeof scaleOf>) => {
    const scale = unlessImpossible(make);
    if (scale) scales[name] = withoutTracker(scale);
  };
  for (const [name, { forecaster, scaled }] of Object.entries(VOLATILITIES))
    add(name, () => scaleOf(forecaster.fit(training), { scaled: scaled ?? false }));
  add("zeroShot", () => scaleOf(pooled.next, { centre }));
  const shared = { dates: dates.slice(window, window + count), ...outcomes };
  const points = { model: model.price, ...pointForecasts(close, splits, window, count) };
  return (weight) => {
    const volatility = modelVolatility(target, window, training, pooled, weight);
    const later = volatility.pooled && TermBars.zeroShot(pooled.later, centreOf(series));
    const { tracker, ...modelScale } = scaleOf(volatility, { centre, scaled: window < LEAST_ROWS });
    return {
      ...shared,
      scales: { model: modelScale, ...scales },
      points,
      errorBar: new IntervalForecaster(volatility, tracker, later),
    };
  };
}

/** What became of the first `count` days that have a window before them. */
export function outcomesOf(series: RawSeries, window: number, count: number): Outcomes {
  const close = closes(series);
  return {
    horizon: 1,
    last: close.subarray(window - 1, window - 1 + count),
    actual: close.subarray(window, window + count),
    logRangeVariance: readDays({ rows: series.rows }).logVariance.subarray(window - 1),
  };
}

/** The windows of a model, each with its daily values and what else is known on its day. */
export function windowsOf(series: RawSeries, { windows }: ModelForecasts, window: number): Span[] {
  const daily = readDays({ rows: series.rows });
  const contextOf = contextsOf(series, daily);
  return windows.map((span, k) => ({
    ...span,
    days: daysBefore(daily, k + window, window),
    context: contextOf(k + window),
  }));
}

/** A calibrated scale as `Forecasts` has it. */
export function withoutTracker({ tracker: _, ...scale }: ReturnType<typeof calibrate>): CalibratedScale {
  return scale;
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
export function unlessImpossible<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof VolatilityError) return undefined;
    if (error instanceof MetricsError && error.code === "empty") return undefined; // more lags than the window has
    throw error;
  }
}
