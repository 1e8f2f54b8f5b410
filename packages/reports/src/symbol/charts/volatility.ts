import type { TopLevelSpec } from "vega-lite";
import { timeAxis, valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import { thin } from "../../kit/thin.ts";
import { type Curves, VOLATILITY_WINDOWS } from "../statistics/curves.ts";

/** Draws the rolling volatilities, annualised. */
export function volatilityChart({ dates, volatility }: Curves, width: number): TopLevelSpec {
  const windows = VOLATILITY_WINDOWS.filter((_, k) => volatility[k]!.length >= VOLATILITY_WINDOWS[k]!);
  const names = windows.map((window) => `${window} days`);
  const values = windows.flatMap((window, k) => {
    const known = volatility[k]!.subarray(window - 1);
    return thin(known, width).map((t) => ({
      date: dates[t + window]!,
      volatility: known[t]!,
      series: names[k],
    }));
  });
  return {
    config: CONFIG,
    width,
    height: 200,
    data: { values },
    mark: { type: "line", strokeWidth: 1.4 },
    encoding: {
      x: timeAxis(dates, width),
      y: { ...valueAxis("volatility", "volatility a year", "%"), scale: { zero: true } },
      color: {
        field: "series",
        type: "nominal",
        scale: { domain: names, range: [COLOURS.grey, COLOURS.orange] },
      },
    },
  };
}
