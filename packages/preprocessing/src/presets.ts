import { CLOSE, COLUMN_COUNT } from "@lstm-predict/bars";
import { logRangeVarianceOf } from "@lstm-predict/volatility";
import type { ScalerKind } from "./scaler.ts";

export type TargetName = "distribution" | "return" | "price";

/** What a network's outputs mean. */
export interface Decoded {
  /** The close that is forecast. */
  price: number;
  /** The log of the variance of the day's move, where the network forecasts it. */
  logVariance?: number;
}

/** How a forecast log return is used: log(price / last close) = drift + shrinkage x return. */
export interface Point {
  readonly drift: number;
  readonly shrinkage: number;
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
    features: (rows, index, isFirst) => {
      const features = logReturns(rows, index, isFirst);
      features[CHANGE_OF_ADJUSTED_CLOSE] = logRangeVariance(rows, index, isFirst);
      return features;
    },
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

function logReturn(rows: ArrayLike<number>, index: number): number {
  const at = index * COLUMN_COUNT + CLOSE;
  return Math.log(rows[at]! / rows[at - COLUMN_COUNT]!);
}

/** Of row `index`; when it opens a window, without the night before it. */
function logRangeVariance(rows: ArrayLike<number>, index: number, isFirst: boolean): number {
  const at = index * COLUMN_COUNT;
  const open = rows[at]!;
  const previousClose = isFirst ? open : rows[at - COLUMN_COUNT + CLOSE]!;
  return logRangeVarianceOf(open, rows[at + 1]!, rows[at + 2]!, rows[at + CLOSE]!, previousClose);
}

const CHANGE_OF_ADJUSTED_CLOSE = 5;

/**
 * Log changes of open, high, low and close from the previous close, of volume (plus one share, since some
 * symbols report none) and of the adjusted close.
 *
 * The first row of a window is measured from its own open instead, with no change of volume.
 */
function logReturns(rows: ArrayLike<number>, index: number, isFirst: boolean): number[] {
  const at = index * COLUMN_COUNT;
  const open = rows[at]!;
  const high = rows[at + 1]!;
  const low = rows[at + 2]!;
  const close = rows[at + 3]!;
  if (isFirst) {
    const change = Math.log(close / open);
    return [0, Math.log(high / open), Math.log(low / open), change, 0, change];
  }
  const before = at - COLUMN_COUNT;
  const previousClose = rows[before + 3]!;
  return [
    Math.log(open / previousClose),
    Math.log(high / previousClose),
    Math.log(low / previousClose),
    Math.log(close / previousClose),
    Math.log((rows[at + 4]! + 1) / (rows[before + 4]! + 1)),
    Math.log(rows[at + 5]! / rows[before + 5]!),
  ];
}

/** Features `[n, 6]` of consecutive raw rows `[n, 6]`, the first of which opens a window. */
export function featuresOf(preset: Preset, rows: ArrayLike<number>): Float64Array {
  return eachRow(rows, (index) => preset.features(rows, index, index === 0));
}

/** Features `[n, 6]` that each of the raw rows `[n, 6]` has when it opens a window. */
export function openingFeaturesOf(preset: Preset, rows: ArrayLike<number>): Float64Array {
  return eachRow(rows, (index) => preset.features(rows, index, true));
}

function eachRow(rows: ArrayLike<number>, features: (index: number) => number[]): Float64Array {
  const out = new Float64Array(rows.length);
  for (let index = 0; index * COLUMN_COUNT < rows.length; index++) {
    out.set(features(index), index * COLUMN_COUNT);
  }
  return out;
}

/** Unscaled targets `[n - window, outputs]` of the rows `[n, 6]` after the first `window`. */
export function targetsOf(preset: Preset, rows: ArrayLike<number>, window: number): Float64Array {
  const count = Math.max(0, rows.length / COLUMN_COUNT - window);
  const out = new Float64Array(count * preset.outputs);
  for (let index = 0; index < count; index++) {
    out.set(preset.targets(rows, index + window), index * preset.outputs);
  }
  return out;
}
