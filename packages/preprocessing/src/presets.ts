import { CLOSE, COLUMN_COUNT } from "@lstm-predict/bars";
import { logRangeVariance, logReturn, logReturns, logReturnsAndVariance } from "./features.ts";
import type { Point } from "./point.ts";
import type { ScalerKind } from "./scaler.ts";

/** What the network forecasts: log variance and log return, the log return alone, or the close. */
export type TargetName = "distribution" | "return" | "price";

/** Decoded outputs of a network. */
export interface Decoded {
  /** The forecast close. */
  price: number;
  /** The forecast log range variance of the day; absent if the target does not include it. */
  logVariance?: number;
}

/** The features and targets of a network. */
export interface Preset {
  readonly name: TargetName;
  /** Kind of the feature scaler and the target scaler. */
  readonly scaler: ScalerKind;
  /** Scaled values are clipped to -limit .. limit. */
  readonly limits: { readonly features: number; readonly targets: number };
  /** Number of outputs of the network. */
  readonly outputs: number;
  /** Weight of the squared error of each scaled output in the loss `[outputs]`. */
  readonly lossWeights: readonly number[];
  /**
   * The features `[6]` of row `index` of `rows [n, 6]`.
   *
   * @param isFirst whether the row opens a window, so that the row before it may not be used
   */
  features(rows: ArrayLike<number>, index: number, isFirst: boolean): number[];
  /** The unscaled targets `[outputs]` of row `index` of `rows [n, 6]`; `index` is at least 1. */
  targets(rows: ArrayLike<number>, index: number): number[];
  /** The inverse of `targets`, given the close before. */
  decode(targets: Iterable<number>, lastClose: number, point: Point): Decoded;
}

const NO_LIMITS = { features: Number.POSITIVE_INFINITY, targets: Number.POSITIVE_INFINITY };

/** The presets by target. */
export const PRESETS: Readonly<Record<TargetName, Preset>> = {
  // The variance of the day can be forecast, its return hardly: the network learns both, the return with less weight.
  distribution: {
    name: "distribution",
    scaler: "standard",
    limits: { features: 6, targets: 8 },
    outputs: 2,
    lossWeights: [1, 0.3],
    features: logReturnsAndVariance,
    targets: (rows, index) => [logRangeVariance(rows, index, false), logReturn(rows, index)],
    decode: ([logVariance, logReturn], lastClose, { drift, shrinkage }) => ({
      price: lastClose * Math.exp(drift + shrinkage * logReturn!),
      logVariance: logVariance!,
    }),
  },
  // Log returns keep their scale even if the price leaves the range on which the scaler was fitted.
  return: {
    name: "return",
    scaler: "standard",
    limits: NO_LIMITS,
    outputs: 1,
    lossWeights: [1],
    features: logReturns,
    targets: (rows, index) => [logReturn(rows, index)],
    decode: ([target], lastClose, { drift, shrinkage }) => ({
      price: lastClose * Math.exp(drift + shrinkage * target!),
    }),
  },
  price: {
    name: "price",
    scaler: "minmax",
    limits: NO_LIMITS,
    outputs: 1,
    lossWeights: [1],
    features: (rows, index) =>
      Array.from({ length: COLUMN_COUNT }, (_, c) => rows[index * COLUMN_COUNT + c]!),
    targets: (rows, index) => [rows[index * COLUMN_COUNT + CLOSE]!],
    decode: ([target]) => ({ price: target! }),
  },
};
