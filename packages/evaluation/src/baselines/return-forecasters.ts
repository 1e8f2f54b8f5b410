import { checkSeries, MetricsError } from "@lstm-predict/metrics";
import { meanLogReturn } from "./baselines.ts";
import { fitLags } from "./ridge.ts";

/** Closes from which a forecaster may learn, oldest first. */
export interface ReturnSpan {
  /** Closes `[n]` of training, then validation. */
  readonly closes: ArrayLike<number>;
  /** Index of the first validation close in `closes`. */
  readonly validationFrom: number;
}

/** Forecasts the next log return from the closes of a window. */
export interface ReturnForecaster {
  readonly name: string;
  /** @throws MetricsError `bad_value` for a close that is not positive, `empty` for too few closes */
  fit(span: ReturnSpan): FittedReturn;
}

/** A fitted return forecaster. */
export interface FittedReturn {
  readonly name: string;
  /** The log return after `closes [n]`, oldest first; 60 closes are enough for every forecaster of this package. */
  forecast(closes: ArrayLike<number>): number;
}

/**
 * Forecasts intercept + sum over k of lags[k] times the log return k days before the last.
 *
 * Its fields are its whole state, which `linearReturn` reads.
 */
export interface LinearReturn extends FittedReturn {
  readonly intercept: number;
  readonly lags: readonly number[];
}

/**
 * Makes a linear return forecaster from its state.
 *
 * Its `forecast` throws MetricsError `empty` unless there are more closes than lags.
 */
export function linearReturn(name: string, intercept: number, lags: readonly number[] = []): LinearReturn {
  const forecast = (closes: ArrayLike<number>) => {
    if (closes.length <= lags.length) {
      throw new MetricsError(
        "empty",
        `closes has ${closes.length} values: ${lags.length} lags need at least ${lags.length + 1}`,
      );
    }
    const last = closes.length - 1;
    return lags.reduce(
      (sum, lag, k) => sum + lag * Math.log(closes[last - k]! / closes[last - k - 1]!),
      intercept,
    );
  };
  return { name, intercept, lags, forecast };
}

/** The naive forecast "tomorrow = today". */
export const naiveReturn: ReturnForecaster = { name: "naive", fit: () => linearReturn("naive", 0) };

/** The mean log return of the training span. */
export const driftReturn: ReturnForecaster = {
  name: "drift",
  fit: ({ closes, validationFrom }) => linearReturn("drift", meanLogReturn(part(closes, 0, validationFrom))),
};

/** Mean log return of a stock market a day, and the number of a symbol's days that weigh as much: about ten years. */
const PRIOR_DRIFT = 0.0003;
const PRIOR_DAYS = 2500;

/** The mean log return of training and validation, shrunk to the market's: (sum r + 2500 x .0003) / (n + 2500). */
export const shrunkDriftReturn: ReturnForecaster = {
  name: "shrunk drift",
  fit: ({ closes }) => linearReturn("shrunk drift", shrunkDrift(closes)),
};

const LAGS = 5;
/** Ridge penalties over a lag's sum of squares: each shrinks a coefficient about 1 + strength times. */
const STRENGTHS = [0, 0.3, 1, 3, 10, 30, Number.POSITIVE_INFINITY];

/**
 * Shrunk drift plus ridge regression on the last five log returns (Hoerl and Kennard 1970).
 *
 * Fits the coefficients on training, with the penalty of the least absolute error in validation.
 */
export const ridgeReturn: ReturnForecaster = {
  name: "ridge",
  fit({ closes, validationFrom }) {
    const known = part(closes, 0, closes.length);
    const training = known.slice(0, validationFrom);
    const drift = shrunkDrift(training);
    const candidates = STRENGTHS.map((strength) => fitLags(training, drift, LAGS, strength));
    const errors = candidates.map(({ drift, lags }) => {
      const model = aroundDrift(drift, lags);
      let sum = 0;
      for (let day = Math.max(validationFrom, LAGS + 1); day < known.length; day++) {
        const actual = Math.log(known[day]! / known[day - 1]!);
        sum += Math.abs(actual - model.forecast(known.slice(day - LAGS - 1, day)));
      }
      return sum;
    });
    const best = candidates[errors.indexOf(Math.min(...errors))]!;
    return aroundDrift(shrunkDrift(known), best.lags);
  },
};

/** All return forecasters that need no network, naive first. */
export const RETURN_FORECASTERS: readonly ReturnForecaster[] = [
  naiveReturn,
  driftReturn,
  shrunkDriftReturn,
  ridgeReturn,
];

function aroundDrift(drift: number, lags: readonly number[]): LinearReturn {
  return linearReturn("ridge", drift * (1 - lags.reduce((sum, lag) => sum + lag, 0)), lags);
}

function shrunkDrift(closes: ArrayLike<number>): number {
  const days = closes.length - 1;
  return (meanLogReturn(closes) * days + PRIOR_DAYS * PRIOR_DRIFT) / (days + PRIOR_DAYS);
}

function part(closes: ArrayLike<number>, from: number, to: number): number[] {
  checkSeries({ closes });
  return Array.prototype.slice.call(closes, from, to) as number[];
}
