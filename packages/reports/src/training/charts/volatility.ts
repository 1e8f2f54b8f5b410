import type { TopLevelSpec } from "vega-lite";
import { timeAxis, valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import { thin } from "../../kit/thin.ts";
import type { Group } from "../groups.ts";
import type { TestDays } from "../test-days.ts";

const SERIES = { realised: COLOURS.grey, forecast: COLOURS.blue, constant: COLOURS.orange } as const;

/** Draws the realised volatility of each day, the forecast of the model, and the constant forecast of the training span. */
export function volatilityChart(
  { dates, rangeVolatility, forecastRange }: TestDays,
  width: number,
): TopLevelSpec {
  const curves = {
    realised: rangeVolatility,
    forecast: forecastRange.model,
    ...(forecastRange.constant && { constant: forecastRange.constant }),
  };
  const names = Object.keys(curves) as (keyof typeof SERIES)[];
  const colour = {
    type: "nominal" as const,
    scale: { domain: names, range: names.map((name) => SERIES[name]) },
  };
  const x = timeAxis(dates, width);
  const y = { ...valueAxis("volatility", "volatility of a day", "%"), scale: { zero: true } };
  return {
    config: CONFIG,
    width,
    height: 220,
    layer: names.map((name) => ({
      data: {
        values: thin(curves[name]!, width).map((t) => ({ date: dates[t]!, volatility: curves[name]![t]! })),
      },
      mark:
        name === "realised"
          ? { type: "bar" as const, width: Math.min(6, Math.max(1, (0.6 * width) / dates.length)) }
          : { type: "line" as const, strokeWidth: 1.8, ...(name === "constant" && { strokeDash: [5, 3] }) },
      encoding: { x, y, color: { datum: name, ...colour } },
    })),
  };
}

/** Draws realised against forecast standard deviation, by deciles of the forecast. */
export function decilesChart(groups: readonly Group[], width: number): TopLevelSpec {
  // Confidence intervals may reach far beyond all points.
  const largest = 1.2 * Math.max(...groups.flatMap(({ forecast, realised }) => [forecast, realised]));
  const bars = groups.map((group) => ({ ...group, upper: Math.min(largest, group.upper) }));
  const x = {
    field: "forecast",
    type: "quantitative" as const,
    title: "forecast standard deviation",
    scale: { domain: [0, largest], nice: false },
    axis: { format: "%", grid: false, tickCount: width < 400 ? 4 : 8 },
  };
  const y = {
    ...valueAxis("realised", "realised standard deviation", "%"),
    scale: { domain: [0, largest], nice: false },
  };
  return {
    config: CONFIG,
    width,
    height: 260,
    layer: [
      {
        data: { values: [0, largest].map((value) => ({ forecast: value, realised: value })) },
        mark: { type: "line", color: COLOURS.grey, strokeDash: [5, 3], strokeWidth: 1.4 },
        encoding: { x, y },
      },
      {
        data: { values: bars },
        mark: { type: "rule", color: COLOURS.blue, strokeWidth: 3, opacity: 0.3 },
        encoding: { x, y: { ...y, field: "lower" }, y2: { field: "upper" } },
      },
      {
        data: { values: groups },
        mark: { type: "point", filled: true, color: COLOURS.blue, opacity: 1, size: 60 },
        encoding: { x, y },
      },
    ],
  };
}
