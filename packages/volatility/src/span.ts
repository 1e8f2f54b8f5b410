import { rowsBefore } from "@lstm-predict/bars";

/** Raw rows that a forecast may use; they give one day less, since a day needs the close before it. */
export const WINDOW = 60;

/** Consecutive sessions of one symbol, oldest first. */
export interface Span {
  /** Raw rows `[n, 6]`. */
  readonly rows: ArrayLike<number>;
  /**
   * The market's mean log range variance on the date of each row `[n]`, as `alignMarket` returns it; the first is not
   * read. Only forecasters with a market term need it.
   */
  readonly market?: ArrayLike<number>;
  /** Log variances of the day after the last row, forecast elsewhere, by the name of the forecaster. */
  readonly external?: Readonly<Record<string, number | undefined>>;
  /** What else is known of the day after the last row (see `contextsOf`). */
  readonly context?: Context;
  /** The daily values of `rows` and `market`, if they are known (see `daysBefore`); otherwise each forecast computes them. */
  readonly days?: Days;
}

/** What a forecast may know of its day beside the window; a field that is not known is absent. */
export interface Context {
  /** Mean log range variance of the last 250 days. */
  readonly year?: number;
  /** Log variance a day that options on the S&P 500 imply (the VIX). */
  readonly implied?: Implied;
  /** Closes of a network's covariates on each row of its window `[covariates][window]`; volatilities do not read them. */
  readonly covariates?: readonly ArrayLike<number>[];
}

/** The log implied variance a day: the last value, and the mean of the last 60. */
export interface Implied {
  readonly last: number;
  readonly mean: number;
}

/** Daily values of a span, from which all forecasters forecast: arrays are `[n - 1]` for rows 1 .. n - 1, oldest first. */
export interface Days {
  /** n - 1. */
  readonly count: number;
  /** Log range variance (see `logRangeVariance`). */
  readonly logVariance: Float64Array;
  /** ln(volume + 1); 0 marks a day without volume. */
  readonly logVolume: Float64Array;
  /** Log return from the close before. */
  readonly logReturn: Float64Array;
  /** The span's market; undefined if it has none. */
  readonly market: Float64Array | undefined;
}

/** A span in typed arrays, so that its windows are views and copy nothing. */
export interface TypedSpan extends Span {
  readonly rows: Float64Array;
  readonly market?: Float64Array;
}

/** The window of 60 rows before row `row`, with the market on their dates if the span has one; `row` is at least 60. */
export function windowBefore({ rows, market }: TypedSpan, row: number): TypedSpan {
  return {
    rows: rowsBefore({ rows }, row, WINDOW),
    ...(market && { market: market.subarray(row - WINDOW, row) }),
  };
}
