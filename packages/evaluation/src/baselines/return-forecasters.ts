import { checkSeries, MetricsError } from "@lstm-predict/metrics";
import { meanLogReturn } from "./baselines.ts";
import { fitLags } from "./ridge.ts";

/** Closes that a forecaster may learn from, oldest first. */
export interface ReturnSpan {
  /** Closes `[n]` of training and validation, one after the other. */
  readonly closes: ArrayLike<number>;
  /** Index in `closes` of the first close of validation. */
  readonly validationFrom: number;
}

/** A way to forecast the next log return from the closes of a window. */
export interface ReturnForecaster {
  readonly name: string;
  /** MetricsError `bad_value` or `empty` for closes that are not positive or too few. */
  fit(span: ReturnSpan): FittedReturn;
}

export interface FittedReturn {
  readonly name: string;
  /** The next log return after the closes `[n]`; a window of 60 is enough for every forecaster here. */
  forecast(closes: ArrayLike<number>): number;
}

/** intercept + sum of lags[k] times the log return k days before the last; its fields are all there is to store. */
export interface LinearReturn extends FittedReturn {
  readonly intercept: number;
  readonly lags: readonly number[];
}

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

/** Tomorrow is as today. */
export const naiveReturn: ReturnForecaster = { name: "naive", fit: () => linearReturn("naive", 0) };

/** The mean log return of training. */
export const driftReturn: ReturnForecaster = {
  name: "drift",
  fit: ({ closes, validationFrom }) => linearReturn("drift", meanLogReturn(part(closes, 0, validationFrom))),
};

/** What stocks drift a day, and the days of a symbol's own that weigh as much: about ten years. */
const PRIOR_DRIFT = 0.0003;
const PRIOR_DAYS = 2500;

/** The mean log return of training and validation, shrunk to a stock market's usual one: (sum r + 2500 x .0003) / (n + 2500). */
export const shrunkDriftReturn: ReturnForecaster = {
  name: "shrunk drift",
  fit: ({ closes }) => linearReturn("shrunk drift", shrunkDrift(closes)),
};

const LAGS = 5;
/** Penalties as multiples of the lags' own sum of squares: each shrinks a coefficient about 1 + strength times. */
const STRENGTHS = [0, 0.3, 1, 3, 10, 30, Number.POSITIVE_INFINITY];

/**
 * Shrunk drift plus ridge regression on the last five log returns (Hoerl and Kennard 1970): the coefficients are those of
 * training, with the strength that had the least absolute error in validation.
 */
export const ridgeReturn: ReturnForecaster = {
  name: "ridge",
  fit({ closes, validationFrom }) {
    const training = part(closes, 0, validationFrom);
    const candidates = STRENGTHS.map((strength) => fitLags(training, shrunkDrift(training), LAGS, strength));
    const errors = candidates.map(({ drift, lags }) => {
      const model = aroundDrift(drift, lags);
      let sum = 0;
      for (let day = Math.max(validationFrom, LAGS + 1); day < closes.length; day++) {
        const actual = Math.log(closes[day]! / closes[day - 1]!);
        sum += Math.abs(actual - model.forecast(part(closes, day - LAGS - 1, day)));
      }
      return sum;
    });
    const best = candidates[errors.indexOf(Math.min(...errors))]!;
    return aroundDrift(shrunkDrift(closes), best.lags);
  },
};

/** Every return forecaster that needs no network, naive first. */
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
