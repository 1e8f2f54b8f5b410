import { COLUMN_COUNT } from "@lstm-predict/bars";
import type { Preset } from "./preset.ts";

/** Unscaled targets `[n - window, outputs]` of rows window .. n - 1 of `rows [n, 6]`; empty if n <= window. */
export function targetsOf(preset: Preset, rows: ArrayLike<number>, window: number): Float64Array {
  const count = Math.max(0, rows.length / COLUMN_COUNT - window);
  const out = new Float64Array(count * preset.outputs);
  for (let index = 0; index < count; index++) {
    out.set(preset.targets(rows, index + window), index * preset.outputs);
  }
  return out;
}
