import { closes, type RawSeries, rowsBefore } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { pooledVolatility } from "@lstm-predict/forecaster";
import type { Splits } from "@lstm-predict/preprocessing";
import { type Days, daysBefore, readDays, type Span } from "@lstm-predict/volatility";
import { type CalibratedScale, calibrate } from "../calibrate.ts";
import { EvaluationError } from "../errors.ts";
import { type Forecasts, outcomesOf, withoutTracker } from "../forecasts.ts";
import { mapValues } from "../map-values.ts";
import type { ReturnSpan } from "./return-forecasters.ts";

/** Forecasters of the caller, by the name under which they are scored beside the others. */
export interface Baselines {
  /** Forecasters of the next close. */
  points?: Readonly<Record<string, PointBaseline>> | undefined;
  /** Forecasters of how far it moves. */
  scales?: Readonly<Record<string, ScaleBaseline>> | undefined;
}

/**
 * Forecasts the next log return.
 *
 * @example
 * const reversal: PointBaseline = {
 *   fit: () => ({ forecast: (closes) => -0.1 * Math.log(closes.at(-1)! / closes.at(-2)!) }),
 * };
 */
export interface PointBaseline {
  /** Learns from the closes before the test span. */
  fit(span: ReturnSpan): {
    /** The log return after the closes `[window]`, oldest first. */
    forecast(closes: Float64Array): number;
  };
}

/**
 * Forecasts the log variance of the next log return. A constant factor does not matter: all forecasters are calibrated.
 *
 * @example
 * const lastMonth: ScaleBaseline = {
 *   fit: () => ({ forecast: ({ days }) => Math.log(meanSquare(days.logReturn.slice(-21))) }),
 * };
 */
export interface ScaleBaseline {
  /** Learns from the sessions of the training span. */
  fit(span: KnownDays): {
    /** The log variance of the session after a window. */
    forecast(window: KnownDays): number;
  };
}

/** Consecutive sessions: `rows [n, 6]`, and the returns and range variances of all but the first. */
export type KnownDays = Span & { readonly days: Days };

/** The days that baselines forecast. */
export interface BaselineDays {
  series: RawSeries;
  splits: Splits;
  /** Rows in a window. */
  window: number;
}

/**
 * Forecasts every day of a series by the baselines of the caller, each from the window before the day, as `forecastAll` does by its
 * own: fitted on the same days, calibrated in the same way.
 *
 * @throws EvaluationError `bad_name`, `bad_baseline`, `bad_forecast` for a forecast that is not finite; what a baseline throws
 */
export function forecastBaselines(
  { points = {}, scales = {} }: Baselines,
  { series, splits, window }: BaselineDays,
): Forecasts {
  for (const name of [...Object.keys(points), ...Object.keys(scales)]) checkName(name);
  const close = closes(series);
  const count = series.length - window;
  const dates = series.dates.slice(window);
  const outcomes = outcomesOf(series, window, count);
  // Forecasters get copies: one that sorts its closes must not change those of the others.
  const eachDay = (name: string, forecast: (row: number) => number) =>
    Float64Array.from({ length: count }, (_, day) => {
      const value = forecast(day + window);
      if (Number.isFinite(value)) return value;
      throw new EvaluationError(
        "bad_forecast",
        `baseline "${name}" forecasts ${quote(value)} for ${dates[day]}: expected a finite number`,
      );
    });
  const forecastPoints = (name: string, baseline: PointBaseline) => {
    const known = close.slice(0, splits.validation.to + window);
    const fitted = fit(name, baseline, { closes: known, validationFrom: splits.train.to + window });
    const returns = eachDay(name, (row) => fitted.forecast(close.slice(row - window, row)));
    return returns.map((value, day) => outcomes.last[day]! * Math.exp(value));
  };
  const daily = readDays({ rows: series.rows });
  const pooled = pooledVolatility(series, splits.test.from + window).quantiles;
  const sessions = (row: number, n: number): KnownDays => ({
    rows: rowsBefore(series, row, n).slice(),
    days: copy(daysBefore(daily, row, n)),
  });
  const forecastScale = (name: string, baseline: ScaleBaseline): CalibratedScale => {
    const trained = splits.train.to + window;
    const fitted = fit(name, baseline, sessions(trained, trained));
    const logVariance = eachDay(name, (row) => fitted.forecast(sessions(row, window)));
    return withoutTracker(calibrate(logVariance, outcomes, splits, { pooled, scaled: true }));
  };
  return {
    ...{ dates, ...outcomes },
    points: mapValues(points, (baseline, name) => forecastPoints(name, baseline)),
    scales: mapValues(scales, (baseline, name) => forecastScale(name, baseline)),
  };
}

/**
 * Returns the forecasts with those of `added`, of the same days, beside them.
 *
 * @throws EvaluationError `bad_name` for a name that both have
 */
export function besides(forecasts: Forecasts, added: Forecasts): Forecasts {
  const taken = [...Object.keys(forecasts.points), ...Object.keys(forecasts.scales)];
  for (const name of [...Object.keys(added.points), ...Object.keys(added.scales)]) {
    if (!taken.includes(name)) continue;
    throw new EvaluationError(
      "bad_name",
      `a baseline is named "${name}": expected another name than ${[...new Set(taken)].join(", ")}`,
    );
  }
  return {
    ...forecasts,
    points: { ...forecasts.points, ...added.points },
    scales: { ...forecasts.scales, ...added.scales },
  };
}

/** Fits a baseline, of which TypeScript may have checked nothing. */
function fit<S, F>(name: string, baseline: { fit(span: S): F }, span: S): F {
  if (typeof baseline?.fit !== "function") {
    throw new EvaluationError(
      "bad_baseline",
      `baseline "${name}" is ${quote(baseline)}: expected an object with a function fit`,
    );
  }
  const fitted = baseline.fit(span);
  if (typeof (fitted as { forecast?: unknown } | null)?.forecast === "function") return fitted;
  throw new EvaluationError(
    "bad_baseline",
    `fit of baseline "${name}" returned ${quote(fitted)}: expected an object with a function forecast`,
  );
}

/** Names are keys of documents and names of metrics. */
function checkName(name: string): void {
  if (/^[A-Za-z][\w-]{0,39}$/.test(name)) return;
  throw new EvaluationError(
    "bad_name",
    `a baseline is named ${quote(name)}: expected a letter, then up to 39 letters, digits, _ and -`,
  );
}

function copy({ count, market, ...days }: Days): Days {
  return {
    count,
    logVariance: days.logVariance.slice(),
    logVolume: days.logVolume.slice(),
    logReturn: days.logReturn.slice(),
    market: market?.slice(),
  };
}
