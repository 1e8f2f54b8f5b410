import { CLOSE, COLUMN_COUNT } from "@lstm-predict/bars";
import { logRangeVariance, logReturn, logReturns, logReturnsAndVariance } from "./features.ts";
import type { Point } from "./point.ts";
import type { ScalerKind } from "./scaler.ts";

export type TargetName = "distribution" | "return" | "price";

/** What a network's outputs mean. */
export interface Decoded {
  /** The close that is forecast. */
  price: number;
  /** The log of the variance of the day's move, where the network forecasts it. */
  logVariance?: number;
}

/** What the network sees of a raw row and what it is asked to forecast. */
export interface Preset {
  readonly name: TargetName;
  /** The scaler of the features and of the targets. */
  readonly scaler: ScalerKind;
  /** Scaled values beyond these, in either direction, are cut off. */
  readonly limits: { readonly features: number; readonly targets: number };
  /** Numbers that the network forecasts. */
  readonly outputs: number;
  /** What a squared error of each scaled output counts in the loss `[outputs]`. */
  readonly lossWeights: readonly number[];
  /**
   * The six features of row `index` of `rows [n, 6]`; `isFirst` says that the row opens a window, so that
   * the row before it may not be looked at.
   */
  features(rows: ArrayLike<number>, index: number, isFirst: boolean): number[];
  /** The unscaled targets `[outputs]` of the day of row `index` of `rows [n, 6]`, which has a row before it. */
  targets(rows: ArrayLike<number>, index: number): number[];
  /** The inverse of `targets`, given the close before that day. */
  decode(targets: Iterable<number>, lastClose: number, point: Point): Decoded;
}

const NO_LIMITS = { features: Number.POSITIVE_INFINITY, targets: Number.POSITIVE_INFINITY };

/** The presets by the name of their target. */
export const PRESETS: Readonly<Record<TargetName, Preset>> = {
  // How far the day moves can be forecast, where to hardly: the network learns both, the return as a side line.
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
  // Log returns keep one scale however far the price drifts from the span the scaler was fitted on.
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
