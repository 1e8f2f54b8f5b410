import { covariatesOn, isSymbol, type RawSeries } from "@lstm-predict/bars";
import { object, oneOf } from "@lstm-predict/checks";
import { z } from "zod";
import { CHANNEL_KINDS, type Channel, channelOf, valuesOf } from "./channels.ts";
import { clip } from "./clip.ts";
import { PreprocessingError } from "./errors.ts";
import { Scaler, type ScalerState, scalerState } from "./scaler.ts";

/** The covariates of a network, as `preprocessing.json` stores them. */
export interface CovariatesState {
  channels: Channel[];
  /** One column for each channel. */
  scaler: ScalerState;
}

/** Turns closes of other symbols into input channels of a network, one each, standardised as in the training span. */
export class Covariates {
  readonly channels: readonly Channel[];
  readonly #scaler: Scaler;
  readonly #limit: number;

  private constructor(channels: readonly Channel[], scaler: Scaler, limit: number) {
    this.channels = channels;
    this.#scaler = scaler;
    this.#limit = limit;
  }

  /**
   * Fits the scaler to the first `trainWindows` windows of a series; later closes change nothing.
   *
   * @param limit scaled values are clipped to -limit .. limit
   * @throws PreprocessingError `missing_covariate`
   */
  static fit(
    series: RawSeries,
    symbols: readonly string[],
    { window, trainWindows, limit }: { window: number; trainWindows: number; limit: number },
  ): Covariates {
    const channels = symbols.map(channelOf);
    const logs = logClosesOf(series, channels, trainWindows + window - 1);
    const values = new Float64Array(trainWindows * window * channels.length);
    for (let index = 0; index < trainWindows; index++) {
      const at = index * window * channels.length;
      interleave(channels, windowOf(logs, index, window), values.subarray(at));
    }
    return new Covariates(channels, Scaler.fit("standard", values, channels.length), limit);
  }

  get symbols(): string[] {
    return this.channels.map(({ symbol }) => symbol);
  }

  /**
   * The log closes `[symbols][length]` on each row of a series, for `write`.
   *
   * @throws PreprocessingError `missing_covariate` if one is not known
   */
  logCloses(series: RawSeries): Float64Array[] {
    return logClosesOf(series, this.channels, series.length);
  }

  /**
   * Writes the channels of a window into the last columns of its rows `x [window, features]`.
   *
   * @param logs log closes `[symbols][length]`, of which the window begins at row `from`
   */
  write(logs: readonly Float64Array[], from: number, x: Float32Array, features: number): void {
    const count = this.channels.length;
    const window = x.length / features;
    const values = new Float64Array(window * count);
    interleave(this.channels, windowOf(logs, from, window), values);
    const scaled = clip(this.#scaler.transform(values), this.#limit);
    for (let row = 0; row < window; row++) {
      x.set(scaled.subarray(row * count, (row + 1) * count), (row + 1) * features - count);
    }
  }

  toJSON(): CovariatesState {
    return { channels: this.channels.map((channel) => ({ ...channel })), scaler: this.#scaler.toJSON() };
  }

  /** Reads a state that `COVARIATES` has checked. */
  static fromState({ channels, scaler }: CovariatesState, limit: number): Covariates {
    return new Covariates(channels, Scaler.fromState(scaler), limit);
  }
}

/** Schema of a stored `CovariatesState`. */
export const COVARIATES = object({
  channels: z
    .array(
      object({
        symbol: z.string("a symbol such as SPY").refine(isSymbol, "a symbol such as SPY"),
        kind: oneOf(CHANNEL_KINDS),
      }),
      "an array of channels",
    )
    .min(1, "one channel or more"),
  scaler: scalerState(undefined, "standard"),
}).superRefine(({ channels, scaler }, context) => {
  for (const name of ["offset", "scale"] as const) {
    if (scaler[name].length === channels.length) continue;
    const message = `${channels.length} numbers, one for each channel`;
    context.addIssue({ code: "custom", path: ["scaler", name], message });
  }
});

function logClosesOf(series: RawSeries, channels: readonly Channel[], to: number): Float64Array[] {
  return channels.map(({ symbol }) => {
    if (!series.covariates?.[symbol])
      throw new PreprocessingError(
        "missing_covariate",
        `the bars have no closes of the covariate ${symbol}: expected bars that were loaded with covariates ["${symbol}"]`,
      );
    const closes = covariatesOn(series, [symbol], 0, to)[0]!;
    const missing = closes.findIndex((close) => !(close > 0 && close < Number.POSITIVE_INFINITY));
    if (missing < 0) return closes.map(Math.log);
    throw new PreprocessingError(
      "missing_covariate",
      `the covariate ${symbol} has no close above 0 on ${series.dates[missing]} or in the week before: expected one for each bar, or only bars from a later day on`,
    );
  });
}

function windowOf(logs: readonly Float64Array[], from: number, window: number): Float64Array[] {
  return logs.map((values) => values.subarray(from, from + window));
}

/** Writes the values of the channels of a window into `out [window, channels]`. */
function interleave(channels: readonly Channel[], logs: readonly Float64Array[], out: Float64Array): void {
  channels.forEach((channel, k) => {
    valuesOf(channel, logs[k]!).forEach((value, row) => {
      out[row * channels.length + k] = value;
    });
  });
}
