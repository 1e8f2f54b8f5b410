import type { BundleMetadata, Trial } from "@lstm-predict/artifacts";
import { closes, type RawSeries, windowsBefore } from "@lstm-predict/bars";
import type { Forecaster } from "@lstm-predict/forecaster";
import { LEVELS } from "@lstm-predict/forecasts";
import { median, scoreForecast } from "@lstm-predict/metrics";
import { conformalQuantile, contextsFrom } from "@lstm-predict/volatility";
import { MIN_DAYS } from "./gate.ts";

/** Days of a trial: about a year. */
const TRIAL_DAYS = 250;
/** A model with a higher MASE becomes champion by force only. */
const MAX_MASE = 1.5;
/** Forecasts that are further from the last close in the median have another scale than the prices. */
const MAX_OFF_SCALE = 0.1;
/** A quantile is above 0, even if a model were right on all days. */
const LEAST_QUANTILE = 1e-6;

/** Result of `tryModel`. */
export interface TrialResult {
  trial: Omit<Trial, "source">;
  /** Quantiles of |log(close / forecast)| / sigma `[levels]`; absent without an error bar. */
  quantiles?: number[];
}

/**
 * Forecasts the last 250 days of a series with a model whose training is unknown, so that it may have seen them.
 *
 * @returns undefined if fewer than 20 days have a window before them
 */
export function tryModel(forecaster: Forecaster, series: RawSeries): TrialResult | undefined {
  const { window, intervals } = forecaster;
  const from = Math.max(window, series.length - TRIAL_DAYS);
  const days = series.length - from;
  if (days < MIN_DAYS) return undefined;
  const forecasts = forecaster.decodeBatch(
    windowsBefore(series, from, series.length, window),
    contextsFrom(series, from, series.length),
  );
  const close = closes(series);
  const [actual, last] = [close.subarray(from), close.subarray(from - 1, series.length - 1)];
  const price = forecasts.map((forecast) => forecast.price);
  const trial = {
    from: series.dates[from]!,
    to: series.dates.at(-1)!,
    days,
    mase: price.every(Number.isFinite) ? scoreForecast({ forecast: price, actual, last }).mase : Number.NaN,
    scale: median(price.map((value, day) => value / last[day]!)),
  };
  if (!intervals || !price.every((value) => value > 0 && value < Number.POSITIVE_INFINITY)) return { trial };
  const scores = forecasts.map(
    ({ window: rows }, day) => Math.abs(Math.log(actual[day]! / price[day]!)) / intervals.scale(rows),
  );
  const quantiles = LEVELS.map((level) => Math.max(conformalQuantile(scores, level), LEAST_QUANTILE));
  return { trial, quantiles };
}

/** Says why an imported model may lose to "tomorrow = today" by a factor; undefined if it does not, or was trained here. */
export function lossToNaive({ imported }: BundleMetadata): string | undefined {
  if (!imported) return undefined;
  return imported.trial ? lossOnTrial(imported.trial) : "it was imported, and never tried on bars";
}

/** Says why a trial speaks against a model; undefined if it does not. */
export function lossOnTrial({ mase, scale, days, from, to }: Omit<Trial, "source">): string | undefined {
  if (mase <= MAX_MASE) return undefined;
  const times = Number.isNaN(mase) ? "an unknown number of" : mase.toFixed(2);
  const loss = `its forecasts err ${times} times as much as "tomorrow = today" on the ${days} days from ${from} to ${to}`;
  if (Math.abs(scale - 1) <= MAX_OFF_SCALE) return loss;
  return `${loss}, and are ${scale.toFixed(2)} times the last close in the median: is this the model's own scaler, and the right symbol?`;
}
