import type { SessionForecast } from "@lstm-predict/forecasts";
import type { TopLevelSpec } from "vega-lite";
import { priceAxis, timeAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import type { TestDays } from "../test-days.ts";

/** Days before the fan. */
const PAST = 60;
/** Widest first: overlapping bands are darker. */
const LEVELS = ["95", "90", "80", "50"] as const;
const SERIES = { close: COLOURS.ink, forecast: COLOURS.blue } as const;

/** Draws the last closes, and the forecasts and intervals of the sessions after them as a fan that opens at the last one. */
export function fanChart(days: TestDays, next: readonly SessionForecast[], width: number): TopLevelSpec {
  const dates = days.dates.slice(-PAST);
  const past = dates.map((date, k) => ({ date, price: days.actual.at(k - dates.length)! }));
  const { date: asOf, price: last } = past.at(-1)!;
  const lines = {
    close: past,
    forecast: [
      { date: asOf, price: last },
      ...next.map(({ targetDate: date, prediction: price }) => ({ date, price })),
    ],
  };
  const bands = LEVELS.map((level) => [
    { date: asOf, lower: last, upper: last },
    ...next.flatMap(({ targetDate: date, intervals }) => {
      const bounds = intervals?.[level];
      return bounds ? [{ date, lower: bounds[0], upper: bounds[1] }] : [];
    }),
  ]);
  const shown = Float64Array.of(
    ...bands.flat().flatMap(({ lower, upper }) => [lower, upper]),
    ...Object.values(lines)
      .flat()
      .map(({ price }) => price),
  );
  const x = timeAxis([dates[0]!, next.at(-1)!.targetDate], width);
  const y = priceAxis(shown, "close");
  const domain = Object.keys(SERIES);
  return {
    config: CONFIG,
    width,
    height: 260,
    layer: [
      ...bands.map((values) => ({
        data: { values },
        mark: { type: "area" as const, color: COLOURS.blue, opacity: 0.18 },
        encoding: { x, y: { ...y, field: "lower" }, y2: { field: "upper" } },
      })),
      ...Object.entries(lines).map(([name, values]) => ({
        data: { values },
        mark: { type: "line" as const, strokeWidth: 1.6 },
        encoding: {
          x,
          y,
          color: {
            datum: name,
            type: "nominal" as const,
            scale: { domain, range: Object.values(SERIES) },
          },
        },
      })),
    ],
  };
}
