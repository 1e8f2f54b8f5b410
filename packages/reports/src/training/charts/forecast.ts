import type { TopLevelSpec } from "vega-lite";
import { priceAxis, timeAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import { thin } from "../../kit/thin.ts";
import type { TestDays } from "../test-days.ts";

/** Days in the zoomed chart. */
export const ZOOM_DAYS = 60;

const SERIES = { actual: COLOURS.ink, model: COLOURS.blue, naive: COLOURS.orange } as const;

type SeriesName = keyof typeof SERIES;

/** Draws actual and forecast close of the whole test span, over the band of the 90 % intervals. */
export function forecastChart(days: TestDays, width: number): TopLevelSpec {
  return closesChart(days, { from: 0, levels: ["90"], series: ["actual", "model"], opacity: 0.28 }, width);
}

/** Draws the end of the test span: actual, forecast and naive close over the 50, 80 and 95 % intervals. */
export function zoomChart(days: TestDays, width: number): TopLevelSpec {
  const from = Math.max(0, days.dates.length - ZOOM_DAYS);
  return closesChart(
    days,
    { from, levels: ["95", "80", "50"], series: ["model", "naive", "actual"], opacity: 0.2 },
    width,
  );
}

interface Shown {
  from: number;
  /** Levels in percent, widest first: overlapping bands are darker. */
  levels: string[];
  series: SeriesName[];
  opacity: number;
}

function closesChart(days: TestDays, { from, levels, series, opacity }: Shown, width: number): TopLevelSpec {
  const dates = days.dates.slice(from);
  const closes = { actual: days.actual, model: days.model, naive: days.last };
  const bands = levels.map((level) => ({
    lower: days.bounds[level]!.lower.subarray(from),
    upper: days.bounds[level]!.upper.subarray(from),
  }));
  const lines = series.map((name) => ({ name, values: closes[name].subarray(from) }));
  const shown = Float64Array.of(
    ...bands.flatMap(({ lower, upper }) => [...lower, ...upper]),
    ...lines.flatMap(({ values }) => [...values]),
  );
  const x = timeAxis(dates, width);
  const y = priceAxis(shown, "close");
  const few = dates.length <= ZOOM_DAYS;
  return {
    config: CONFIG,
    width,
    height: 260,
    layer: [
      ...bands.map(({ lower, upper }) => ({
        data: {
          values: thin(upper, width).map((t) => ({ date: dates[t]!, lower: lower[t]!, upper: upper[t]! })),
        },
        mark: { type: "area" as const, color: COLOURS.blue, opacity },
        encoding: { x, y: { ...y, field: "lower" }, y2: { field: "upper" } },
      })),
      ...lines.map(({ name, values }) => ({
        data: { values: thin(values, width).map((t) => ({ date: dates[t]!, price: values[t]! })) },
        mark: {
          type: "line" as const,
          strokeWidth: name === "actual" ? 1.4 : 1.6,
          ...(name === "naive" && { strokeDash: [5, 3] }),
          ...(few && name === "actual" && { point: { size: 14, color: COLOURS.ink } }),
        },
        encoding: {
          x,
          y,
          color: {
            datum: name,
            type: "nominal" as const,
            scale: { domain: series, range: series.map((each) => SERIES[each]) },
          },
        },
      })),
    ],
  };
}
