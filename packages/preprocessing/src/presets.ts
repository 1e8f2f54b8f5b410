import type { ScalerKind } from "./scaler.ts";
import { COLUMN_COUNT } from "./series.ts";

export type TargetName = "return" | "price";

/** What the network sees of a raw row and what it is asked to forecast. */
export interface Preset {
  readonly name: TargetName;
  /** The scaler of the features and of the target. */
  readonly scaler: ScalerKind;
  /**
   * The six features of row `index` of `rows [n, 6]`; `isFirst` says that the row opens a window, so that
   * the row before it may not be looked at.
   */
  features(rows: ArrayLike<number>, index: number, isFirst: boolean): number[];
  /** The unscaled target of a day: from the close before it and its own close. */
  target(lastClose: number, nextClose: number): number;
  /** The inverse of `target`: a price. */
  price(target: number, lastClose: number): number;
}

/** The presets by the name of their target. */
export const PRESETS: Readonly<Record<TargetName, Preset>> = {
  // Log returns keep one scale however far the price drifts from the span the scaler was fitted on.
  return: {
    name: "return",
    scaler: "standard",
    features: logReturns,
    target: (lastClose, nextClose) => Math.log(nextClose / lastClose),
    price: (target, lastClose) => lastClose * Math.exp(target),
  },
  price: {
    name: "price",
    scaler: "minmax",
    features: (rows, index) =>
      Array.from({ length: COLUMN_COUNT }, (_, c) => rows[index * COLUMN_COUNT + c]!),
    target: (_lastClose, nextClose) => nextClose,
    price: (target) => target,
  },
};

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
