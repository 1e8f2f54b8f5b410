import { ADJ_CLOSE, CLOSE, COLUMN_COUNT, HIGH, LOW, OPEN, VOLUME } from "@lstm-predict/bars";
import { logRangeVarianceOf } from "@lstm-predict/volatility";
import type { Preset } from "./preset.ts";

/** The log return of row `index` of `rows [n, 6]` from the close before; `index` is at least 1. */
export function logReturn(rows: ArrayLike<number>, index: number): number {
  const at = index * COLUMN_COUNT + CLOSE;
  return Math.log(rows[at]! / rows[at - COLUMN_COUNT]!);
}

/** The log range variance of row `index` of `rows [n, 6]`; without the overnight return if the row opens a window. */
export function logRangeVariance(rows: ArrayLike<number>, index: number, isFirst: boolean): number {
  const at = index * COLUMN_COUNT;
  const open = rows[at + OPEN]!;
  const previousClose = isFirst ? open : rows[at - COLUMN_COUNT + CLOSE]!;
  return logRangeVarianceOf(open, rows[at + HIGH]!, rows[at + LOW]!, rows[at + CLOSE]!, previousClose);
}

/**
 * The six features of row `index` of `rows [n, 6]`: log changes of open, high, low and close from the previous close, of
 * volume (plus one share, since some symbols report none) and of the adjusted close.
 *
 * The first row of a window has no previous close: its prices are measured from its open, and volume has no change.
 */
export function logReturns(rows: ArrayLike<number>, index: number, isFirst: boolean): number[] {
  const at = index * COLUMN_COUNT;
  const open = rows[at + OPEN]!;
  const high = rows[at + HIGH]!;
  const low = rows[at + LOW]!;
  const close = rows[at + CLOSE]!;
  if (isFirst) {
    const change = Math.log(close / open);
    return [0, Math.log(high / open), Math.log(low / open), change, 0, change];
  }
  const before = at - COLUMN_COUNT;
  const previousClose = rows[before + CLOSE]!;
  return [
    Math.log(open / previousClose),
    Math.log(high / previousClose),
    Math.log(low / previousClose),
    Math.log(close / previousClose),
    Math.log((rows[at + VOLUME]! + 1) / (rows[before + VOLUME]! + 1)),
    Math.log(rows[at + ADJ_CLOSE]! / rows[before + ADJ_CLOSE]!),
  ];
}

/** `logReturns` with the log range variance in place of the change of the adjusted close, `[6]`. */
export function logReturnsAndVariance(rows: ArrayLike<number>, index: number, isFirst: boolean): number[] {
  const features = logReturns(rows, index, isFirst);
  features[ADJ_CLOSE] = logRangeVariance(rows, index, isFirst);
  return features;
}

/** Features `[n, features]` of consecutive raw rows `[n, 6]`, the first of which opens a window. */
export function featuresOf(preset: Preset, rows: ArrayLike<number>): Float64Array {
  return eachRow(preset, rows, (index) => preset.features(rows, index, index === 0));
}

/** Features `[n, features]` that each of the raw rows `[n, 6]` has if it opens a window. */
export function openingFeaturesOf(preset: Preset, rows: ArrayLike<number>): Float64Array {
  return eachRow(preset, rows, (index) => preset.features(rows, index, true));
}

function eachRow(
  { featureCount }: Preset,
  rows: ArrayLike<number>,
  features: (index: number) => number[],
): Float64Array {
  const count = rows.length / COLUMN_COUNT;
  const out = new Float64Array(count * featureCount);
  for (let index = 0; index < count; index++) {
    const values = features(index);
    const at = index * featureCount;
    // Not `out.set(values, at)`, which takes longer than this loop.
    for (let feature = 0; feature < featureCount; feature++) out[at + feature] = values[feature]!;
  }
  return out;
}
