import type { Autocorrelation } from "@lstm-predict/metrics";
import type { TopLevelSpec } from "vega-lite";
import { valueAxis } from "./axes.ts";
import { COLOURS, CONFIG } from "./chart-theme.ts";

/** Minimum range of the axis on both sides, so that chance does not look like a pattern. */
const MIN_REACH = 0.1;

/** One panel of a correlogram. */
export interface CorrelogramPanel {
  title: string;
  autocorrelation: Autocorrelation;
  colour: string;
}

/** Draws autocorrelations by lag, one panel below the other, each over its 95 % band. */
export function correlogram(panels: readonly CorrelogramPanel[], width: number): TopLevelSpec {
  const all = [...panels.flatMap(({ autocorrelation: { values } }) => values), -MIN_REACH, MIN_REACH];
  const domain = [Math.min(...all) - 0.02, Math.max(...all) + 0.02];
  const panel = ({ title, autocorrelation: { values, band }, colour }: CorrelogramPanel) => ({
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
  return { config: CONFIG, vconcat: panels.map(panel) };
}
