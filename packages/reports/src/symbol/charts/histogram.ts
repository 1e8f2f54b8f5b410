import type { TopLevelSpec } from "vega-lite";
import { valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import type { Curves } from "../statistics/curves.ts";

const BINS_A_SIGMA = 4;
/** The outermost bins count all returns beyond this many standard deviations. */
const SIGMAS = 5;

/** Draws the histogram of returns, with a normal distribution of the same mean and standard deviation. */
export function histogramChart(
  { returns }: Curves,
  { mean, sigma }: { mean: number; sigma: number },
  width: number,
): TopLevelSpec {
  const step = sigma / BINS_A_SIGMA;
  const bins = Array.from({ length: 2 * SIGMAS * BINS_A_SIGMA }, (_, k) => {
    const from = mean + sigma * (k / BINS_A_SIGMA - SIGMAS);
    return { from, to: from + step, days: 0 };
  });
  for (const value of returns) {
    const bin = Math.floor((value - bins[0]!.from) / step);
    bins[Math.min(bins.length - 1, Math.max(0, bin))]!.days++;
  }
  const normal = Array.from({ length: 201 }, (_, k) => {
    const z = SIGMAS * (k / 100 - 1);
    const density = Math.exp((-z * z) / 2) / (sigma * Math.sqrt(2 * Math.PI));
    return { from: mean + z * sigma, days: returns.length * step * density };
  });
  const days = valueAxis("days", "days", "d");
  return {
    config: CONFIG,
    width,
    height: 220,
    layer: [
      {
        data: { values: bins },
        mark: { type: "rect", color: COLOURS.blue, opacity: 0.75 },
        encoding: {
          x: {
            field: "from",
            type: "quantitative",
            title: "return of a day",
            scale: { nice: false, zero: false },
            axis: { format: "%", grid: false, tickCount: width < 400 ? 5 : 10 },
          },
          x2: { field: "to" },
          y: { ...days, scale: { zero: true } },
          y2: { datum: 0 },
        },
      },
      {
        data: { values: normal },
        mark: { type: "line", color: COLOURS.orange, strokeWidth: 2 },
        encoding: { x: { field: "from", type: "quantitative" }, y: { field: "days", type: "quantitative" } },
      },
    ],
  };
}
