import { COLUMN_COUNT, closes, lastCloseOf, type RawSeries, rowsBefore } from "@lstm-predict/bars";
import { LEAST_ROWS, modelVolatility, windowOf } from "@lstm-predict/forecaster";
import type { Preprocessor, Splits, TargetName } from "@lstm-predict/preprocessing";
import {
  constantVolatility,
  ewmaRange,
  ewmaReturns,
  type FittedVolatility,
  garch,
  har,
  harVolume,
  IntervalForecaster,
  logRangeVariance,
  OWN_BARS,
  type PooledModel,
  type Span,
  VolatilityError,
  type VolatilityForecaster,
  zeroShot,
} from "@lstm-predict/volatility";
import { RETURN_FORECASTERS } from "./baselines/return-forecasters.ts";
import { type CalibratedScale, calibrate } from "./calibrate.ts";

/** Every day that has a window before it, and what each forecaster said of it the evening before; arrays are [days]. */
export interface Forecasts {
  dates: string[];
  /** The last close before the day, which is the naive forecast. */
  last: Float64Array;
  actual: Float64Array;
  /** What the day's variance looked like afterwards: its log range variance. */
  logRangeVariance: Float64Array;
  /** Forecast closes by forecaster. */
  points: Record<string, Float64Array>;
  /** Forecast sizes of the move by forecaster. */
  scales: Record<string, CalibratedScale>;
}

/** What a model says of every window: the close, and the window as its volatility needs it. */
export interface ModelForecasts {
  price: Float64Array;
  windows: Span[];
}

/** Volatility forecasters beside the model's, by the name they have in scores; pooled ones bring their quantiles. */
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

/** What the outputs [windows, outputs] of a network say. */
export function decodeOutputs(
  preprocessor: Preprocessor,
  series: RawSeries,
  outputs: Float32Array,
): ModelForecasts {
  const count = outputs.length / preprocessor.outputs;
  const price = new Float64Array(count);
  const windows = Array.from({ length: count }, (_, index) => {
    const rows = rowsBefore(series, index + preprocessor.window, preprocessor.window);
    const own = outputs.subarray(index * preprocessor.outputs, (index + 1) * preprocessor.outputs);
    const decoded = preprocessor.decode(own, lastCloseOf(rows));
    price[index] = decoded.price;
    return windowOf(rows, decoded);
  });
  return { price, windows };
}

/**
 * Fits every other forecaster on the model's training span, calibrates all of them on its validation span, and lets
 * them forecast each day from the rows of its window alone.
 *
 * @param pooled the volatility model behind the model's own scale
 * @returns the forecasts, and the model's error bar as it stands after the last day, ready for the one to come
 */
export function forecastAll(
  series: RawSeries,
  splits: Splits,
  window: number,
  target: TargetName,
  model: ModelForecasts,
  pooled: PooledModel = OWN_BARS,
): Forecasts & { errorBar: IntervalForecaster } {
  const { rows, dates } = series;
  const close = closes(series);
  const count = model.price.length;
  const training = { rows: rows.subarray(0, (splits.train.to + window) * COLUMN_COUNT) };
  const last = close.subarray(window - 1, window - 1 + count);
  const actual = close.subarray(window, window + count);
  const realized = logRangeVariance(rows).subarray(window - 1);
  const days = { last, actual, logRangeVariance: realized };
  const scaleOf = (fitted: FittedVolatility, quantiles?: readonly number[]) =>
    calibrate(
      Float64Array.from(model.windows, (span) => fitted.forecast(span)),
      days,
      splits,
      quantiles,
    );
  const volatility = modelVolatility(target, window, training, pooled);
  const { tracker, ...own } = scaleOf(volatility, window >= LEAST_ROWS ? pooled.quantiles : undefined);
  const scales: Record<string, CalibratedScale> = { model: own };
  for (const [name, { forecaster, quantiles }] of Object.entries(VOLATILITIES)) {
    const scale = ifItCan(() => scaleOf(forecaster.fit(training), quantiles));
    if (scale) scales[name] = { sigma: scale.sigma, quantiles: scale.quantiles, variance: scale.variance };
  }
  return {
    dates: dates.slice(window, window + count),
    ...days,
    scales,
    points: { model: model.price, ...pointForecasts(close, splits, window, count) },
    errorBar: new IntervalForecaster(volatility, tracker),
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
      return [[name, Float64Array.from({ length: count }, (_, index) => price(index))]];
    }),
  );
}

/** Nothing for a forecaster that looks back further than the window, or has nothing to learn from days that do not move. */
function ifItCan<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof VolatilityError) return undefined;
    throw error;
  }
}
