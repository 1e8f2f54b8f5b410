import type { IntervalForecaster, WidthExplanation } from "@lstm-predict/volatility";

/** What to explain beside the forecast of the next session. */
export interface ExplainOptions {
  /**
   * With the quantiles of the intervals, if they have followed days since the training.
   *
   * @internal
   */
  errorBar?: IntervalForecaster | undefined;
  /** Sessions ahead, whose widths to explain as well. */
  horizons?: readonly number[] | undefined;
}

/** Why a forecast is as it is. It says what the model used, not what moves the market. */
export interface Explanation {
  /** Of the next 90 % interval; absent without an error bar, and for volatilities of older bundles that are not pooled. */
  width?: WidthExplanation;
  /** Of the later intervals that were asked for; absent as `width`, and if there are none. */
  laterWidths?: WidthExplanation[];
  /** Of the forecast close; absent without a model, which forecasts the last close. */
  point?: PointExplanation;
  /** What the outputs of the network for the next session come from; absent without a model, and if its network had no part for want of covariates. */
  network?: NetworkExplanation;
}

/** The explanation of a model's forecast. */
export type ModelExplanation = Explanation & Required<Pick<Explanation, "point">>;

/** ln(prediction / naive) = drift + shrinkage networkReturn. */
export interface PointExplanation {
  logReturn: number;
  /** Log return a day of the symbol's drift, which the training estimated. */
  drift: number;
  /** Share of the network's return that counts, fitted on the validation span; 0 ignores it. */
  shrinkage: number;
  /** The network's log return; NaN if it forecasts a price of 0 or below, or had no part. */
  networkReturn: number;
}

/** Integrated gradients (Sundararajan, Taly and Yan 2017) of the network's outputs, by day and feature. */
export interface NetworkExplanation {
  /** Names of the features, the columns of `attributions`. */
  features: string[];
  /** Dates of the rows of `attributions`, oldest first, if the window has dates. */
  days?: string[];
  /** What the window is compared with: every feature at its training mean, or for a price in the middle of its training range. */
  baseline: "mean" | "middle";
  /** Points on the way from the baseline to the window. */
  points: number;
  /** What it took to compute. */
  milliseconds: number;
  outputs: OutputExplanation[];
}

/** What each column and day of the window added to an output of the network. */
export interface OutputExplanation {
  /** `logVariance` of the next day, `logReturn` before it is shrunk, or `price`. */
  name: "logVariance" | "logReturn" | "price";
  /** What the network forecasts. */
  value: number;
  /** What it forecasts for the baseline. */
  baseline: number;
  /** value - baseline. */
  difference: number;
  /** Sum of `attributions`, which is `difference` but for `error`. */
  sum: number;
  /** |sum - difference| over |difference|, or over a tenth of the attributions' magnitudes if that is more. */
  error: number;
  /** In the unit of the output `[window][features]`. */
  attributions: number[][];
}
