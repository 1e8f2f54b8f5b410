import type { TopLevelSpec } from "vega-lite";
import { valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import type { TestDays } from "../test-days.ts";

/** More days than this are thinned evenly: they would hide each other. */
export const POINTS = 600;

/** Each day's error over the standard deviation that was forecast for it, and the 90 % interval as a wedge. */
export function spreadChart({ errors, deviation, reach90 }: TestDays, width: number): TopLevelSpec {
  const every = Math.ceil(deviation.length / POINTS);
  const values = Array.from(deviation, (forecast, k) => ({ forecast, error: errors.model[k]! })).filter(
    (_, k) => k % every === 0,
  );
  // Of the interval's law the 90 % quantile is always as many standard deviations away.
  const slope = reach90[0]! / deviation[0]!;
  const widest = 1.03 * Math.max(...deviation);
  const wedge = [0, widest].map((forecast) => ({ forecast, low: -slope * forecast, high: slope * forecast }));
  const x = {
    field: "forecast",
    type: "quantitative" as const,
    title: "forecast standard deviation of the day",
    scale: { domain: [0, widest], nice: false },
    axis: { format: ".1%", grid: false, tickCount: width < 400 ? 4 : 8 },
  };
  const y = valueAxis("error", "actual close over forecast, less one", "+.0%");
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
