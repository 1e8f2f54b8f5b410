import type { TopLevelSpec } from "vega-lite";
import type { Autocorrelation } from "../statistics/autocorrelation.ts";
import { COLOURS, CONFIG, valueAxis } from "./axes.ts";

/** The axis reaches this far at least, so that chance does not look like a pattern. */
const LEAST = 0.1;

/** Autocorrelation by lag, of returns above that of squared returns, each over the band of what chance explains. */
export function correlogram(
  returns: Autocorrelation,
  squaredReturns: Autocorrelation,
  width: number,
): TopLevelSpec {
  const all = [...returns.values, ...squaredReturns.values, -LEAST, LEAST];
  const domain = [Math.min(...all) - 0.02, Math.max(...all) + 0.02];
  const panel = (title: string, { values, band }: Autocorrelation, colour: string) => ({
    title,
    width,
    height: 110,
    layer: [
      {
        data: { values: [{ low: -band, high: band }] },
        mark: { type: "rect" as const, color: COLOURS.grey, opacity: 0.25 },
        encoding: {
          y: { field: "low", type: "quantitative" as const },
          y2: { field: "high" },
        },
      },
      {
        data: { values: values.map((value, k) => ({ lag: k + 1, value })) },
        mark: { type: "bar" as const, color: colour, width: width / values.length / 2 },
        encoding: {
          x: {
            field: "lag",
            type: "quantitative" as const,
            title: "lag, days",
            scale: { domain: [0, values.length + 1], nice: false },
            axis: { grid: false, values: [1, 5, 10, 15, 20, 25, 30] },
          },
          y: {
            ...valueAxis("value", "", ".2f"),
            title: null,
            scale: { domain },
          },
        },
      },
    ],
  });
  return {
    config: CONFIG,
    vconcat: [
      panel("Returns", returns, COLOURS.blue),
      panel("Squared returns", squaredReturns, COLOURS.orange),
    ],
  };
}
