import { COLUMN_COUNT } from "@lstm-predict/bars";
import { countOutputs, laterTargets, NEXT_ONLY } from "./horizons.ts";
import type { Preset } from "./preset.ts";

/**
 * Unscaled targets `[windows, horizons, outputs]` of the windows of `rows [n, 6]` whose outcomes at all horizons are among the rows:
 * the first n - window - (farthest horizon - 1) of them.
 */
export function targetsOf(
  preset: Preset,
  rows: ArrayLike<number>,
  window: number,
  horizons: readonly number[] = NEXT_ONLY,
): Float64Array {
  const count = Math.max(0, rows.length / COLUMN_COUNT - window - (horizons.at(-1)! - 1));
  const out = new Float64Array(count * countOutputs(preset, horizons));
  let at = 0;
  for (let row = window; row < window + count; row++) {
    for (const horizon of horizons) {
      out.set(horizon === 1 ? preset.targets(rows, row) : laterTargets(rows, row, horizon), at);
      at += preset.outputs;
    }
  }
  return out;
}
