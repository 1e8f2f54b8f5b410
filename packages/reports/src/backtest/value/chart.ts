import type { GrowthCurves, StrategyName } from "@lstm-predict/backtest";
import { underwaterCurve } from "@lstm-predict/metrics";
import type { TopLevelSpec } from "vega-lite";
import { timeAxis, valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import { thin } from "../../kit/thin.ts";
import { STRATEGY_NAMES } from "./names.ts";

const LINES: [StrategyName, string][] = [
  ["hold", COLOURS.grey],
  ["targetEwma", COLOURS.orange],
  ["targetModel", COLOURS.blue],
];

/** Growth over this factor gets a log axis. */
const LOG_FROM = 8;

/** Draws the growth of a capital of 1 after costs, held and with targeting, over how far it was below its highest so far. */
export function valueChart({ dates, growth }: GrowthCurves, width: number): TopLevelSpec {
  const lines = LINES.flatMap(([name, colour]) => {
    const values = growth[name];
    return values ? [{ name: STRATEGY_NAMES[name], colour, values }] : [];
  });
  const points = (of: (values: Float64Array) => Float64Array) =>
    lines.flatMap(({ name, values }) => {
      const drawn = of(values);
      return thin(drawn, width).map((t) => ({ date: dates[t]!, value: drawn[t]!, strategy: name }));
    });
  const color = {
    field: "strategy",
    type: "nominal" as const,
    scale: { domain: lines.map(({ name }) => name), range: lines.map(({ colour }) => colour) },
  };
  const mark = { type: "line" as const, strokeWidth: 1.4 };
  const all = lines.flatMap(({ values }) => [Math.min(...values), Math.max(...values)]);
  const spread = Math.max(...all) / Math.min(...all);
  const linear = valueAxis("value", "growth of 1", "~g");
  const y =
    spread < LOG_FROM || !Number.isFinite(spread) ? linear : { ...linear, scale: { type: "log" as const } };
  return {
    config: CONFIG,
    spacing: 30,
    vconcat: [
      {
        width,
        height: 220,
        data: { values: points((values) => values) },
        mark,
        encoding: { x: timeAxis(dates, width, { labels: false }), y, color },
      },
      {
        width,
        height: 110,
        data: { values: points(underwaterCurve) },
        mark,
        encoding: { x: timeAxis(dates, width), y: valueAxis("value", "below the high so far", "%"), color },
      },
    ],
  };
}
