import type { TopLevelSpec } from "vega-lite";
import { valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import type { Coverage } from "../groups.ts";

const LEVEL_COLOURS: Record<string, string> = {
  "50": COLOURS.grey,
  "80": COLOURS.orange,
  "90": COLOURS.blue,
  "95": COLOURS.ink,
};

/** Coverage by groups of days. */
export interface CoverageOf {
  /** By level in percent: the coverage in each tercile of the forecast volatility. */
  terciles: Record<string, Coverage[]>;
  /** Coverage of the 90 % intervals by month or year. */
  periods: Coverage[];
}

/** Draws the coverage of each level by forecast volatility, and of 90 % by month or year. */
export function coverageChart({ terciles, periods }: CoverageOf, width: number): TopLevelSpec {
  const levels = Object.keys(LEVEL_COLOURS);
  const labels = levels.map((level) => `${level} %`);
  const dots = levels.flatMap((level) =>
    terciles[level]!.filter(({ trials }) => trials > 0).map((coverage) => ({
      ...coverage,
      level: `${level} %`,
    })),
  );
  const colour = {
    field: "level",
    type: "nominal" as const,
    scale: { domain: labels, range: levels.map((level) => LEVEL_COLOURS[level]!) },
  };
  const share = {
    field: "share",
    type: "quantitative" as const,
    title: "share of the days held",
    scale: { domain: [Math.min(0.4, ...dots.map(({ lower }) => lower)), 1], nice: false },
    axis: { format: "%", grid: false, tickCount: 6 },
  };
  const tercile = {
    field: "name",
    type: "nominal" as const,
    title: null,
    sort: null,
    axis: { domain: false, ticks: false },
  };
  const offset = { field: "level", type: "nominal" as const, sort: labels };
  return {
    config: CONFIG,
    spacing: 28,
    vconcat: [
      {
        width,
        height: 150,
        layer: [
          {
            data: { values: levels.map((level) => ({ share: Number(level) / 100, level: `${level} %` })) },
            mark: { type: "rule", strokeDash: [3, 3], strokeWidth: 1.4 },
            encoding: { x: share, color: colour },
          },
          {
            data: { values: dots },
            mark: { type: "rule", strokeWidth: 3, opacity: 0.3 },
            encoding: {
              x: { ...share, field: "lower" },
              x2: { field: "upper" },
              y: tercile,
              yOffset: offset,
              color: colour,
            },
          },
          {
            data: { values: dots },
            mark: { type: "point", filled: true, opacity: 1, size: 55 },
            encoding: { x: share, y: tercile, yOffset: offset, color: colour },
          },
        ],
      },
      periodsChart(periods, width),
    ],
  };
}

function periodsChart(periods: readonly Coverage[], width: number) {
  // Cut intervals here: that of a month of two days is too wide, and a clip of Vega has a counted id, which is not repeatable.
  const lowest = Math.min(0.5, ...periods.map(({ share }) => share));
  const bars = periods.map((period) => ({ ...period, lower: Math.max(lowest, period.lower) }));
  const y = {
    ...valueAxis("share", "held by the 90 % intervals", "%"),
    scale: { domain: [lowest, 1], nice: false },
  };
  const x = {
    field: "name",
    type: "ordinal" as const,
    title: null,
    axis: { labelAngle: 0, labelExpr: monthLabel(width < 400), labelOverlap: "greedy" as const },
  };
  return {
    width,
    height: 140,
    layer: [
      {
        data: { values: [{ share: 0.9 }] },
        mark: { type: "rule" as const, color: COLOURS.blue, strokeDash: [3, 3], strokeWidth: 1.4 },
        encoding: { y },
      },
      {
        data: { values: bars },
        mark: { type: "rule" as const, color: COLOURS.blue, strokeWidth: 3, opacity: 0.3 },
        encoding: { x, y: { ...y, field: "lower" }, y2: { field: "upper" } },
      },
      {
        data: { values: periods },
        mark: { type: "point" as const, filled: true, color: COLOURS.blue, opacity: 1, size: 55 },
        encoding: { x, y },
      },
    ],
  };
}

/** A Vega expression for labels such as "Oct Nov Dec 2025 Feb"; a year stays as it is. */
function monthLabel(narrow: boolean): string {
  const month = "timeFormat(datetime(2000, toNumber(slice(datum.label, 5)) - 1), '%b')";
  const short = narrow ? `slice(${month}, 0, 1)` : month;
  return `length(datum.label) === 4 || slice(datum.label, 5) === '01' ? slice(datum.label, 0, 4) : ${short}`;
}
