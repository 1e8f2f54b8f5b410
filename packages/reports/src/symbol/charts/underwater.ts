import type { Drawdown } from "@lstm-predict/metrics";
import type { TopLevelSpec } from "vega-lite";
import { timeAxis, valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import { thin } from "../../kit/thin.ts";
import type { Curves } from "../statistics/curves.ts";

const ROOM_FOR_RANKS = 1.12;

/** Draws how far the adjusted close was below its highest so far, with the ranks of the deepest drawdowns. */
export function underwaterChart(
  { dates, underwater }: Curves,
  deepest: readonly Drawdown[],
  width: number,
): TopLevelSpec {
  const depth = valueAxis("depth", "below the high so far", "%");
  return {
    config: CONFIG,
    width,
    height: 200,
    layer: [
      {
        data: { values: thin(underwater, width).map((t) => ({ date: dates[t]!, depth: underwater[t]! })) },
        mark: {
          type: "area",
          color: COLOURS.orange,
          fillOpacity: 0.3,
          line: { color: COLOURS.orange, strokeWidth: 1.2 },
        },
        encoding: {
          x: timeAxis(dates, width),
          y: { ...depth, scale: { domain: [ROOM_FOR_RANKS * deepest[0]!.depth, 0], nice: false } },
        },
      },
      {
        data: { values: deepest.map(({ trough, depth }, k) => ({ date: trough, depth, rank: k + 1 })) },
        mark: { type: "text", baseline: "top", dy: 4, fontSize: 11, fontWeight: "bold" },
        encoding: {
          x: timeAxis(dates, width),
          y: { field: "depth", type: "quantitative" },
          text: { field: "rank" },
        },
      },
    ],
  };
}
