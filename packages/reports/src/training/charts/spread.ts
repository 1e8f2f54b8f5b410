import type { TopLevelSpec } from "vega-lite";
import { valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import type { TestDays } from "../test-days.ts";

/** Maximum number of points: more would hide each other, so they are thinned evenly. */
export const POINTS = 600;

/** Draws the error of each day over its forecast standard deviation, with the 90 % interval as a wedge. */
export function spreadChart({ errors, deviation, reach90 }: TestDays, width: number): TopLevelSpec {
  const every = Math.ceil(deviation.length / POINTS);
  const values = Array.from(deviation, (forecast, k) => ({ forecast, error: errors.model[k]! })).filter(
    (_, k) => k % every === 0,
  );
  // The bounds of the 90 % interval are the same number of standard deviations away on all days.
  const slope = reach90[0]! / deviation[0]!;
  const widest = 1.03 * Math.max(...deviation);
  const wedge = [0, widest].map((forecast) => ({ forecast, low: -slope * forecast, high: slope * forecast }));
  const x = {
    field: "forecast",
    type: "quantitative" as const,
    title: "forecast standard deviation of the day",
    scale: { domain: [0, widest], nice: false },
    axis: { format: "%", grid: false, tickCount: width < 400 ? 4 : 8 },
  };
  const y = valueAxis("error", "actual close over forecast, less one", "+%");
  return {
    config: CONFIG,
    width,
    height: 230,
    layer: [
      {
        data: { values: wedge },
        mark: { type: "area", color: COLOURS.blue, opacity: 0.18 },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      {
        data: { values },
        mark: { type: "circle", color: COLOURS.blue, size: 16, opacity: 0.8 },
        encoding: { x, y },
      },
    ],
  };
}
