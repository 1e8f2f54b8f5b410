import type { YearOfReturns } from "@lstm-predict/metrics";
import type { TopLevelSpec } from "vega-lite";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** The name of an empty column before the totals. */
const GAP = " ";
/** Colours are full at this share of the largest move, so that one extreme month does not make all others pale. */
const FULL_AT = 0.6;

/** Draws returns by year and month in percent, gains blue and losses orange, with the total of each year. */
export function heatMap(years: readonly YearOfReturns[], width: number): TopLevelSpec {
  const narrow = width < 400;
  const columns = [...MONTHS, GAP, "year"];
  const cells = years.flatMap(({ year, months, total }) =>
    [...months, null, total].flatMap((value, k) =>
      value === null ? [] : [{ year, column: columns[k]!, value, text: percent(value, narrow) }],
    ),
  );
  const largest = Math.max(...years.flatMap(({ months }) => months.map((value) => Math.abs(value ?? 0))));
  const full = FULL_AT * largest || 1; // all zero: any scale will do
  const row = 20;
  return {
    config: CONFIG,
    width,
    height: row * years.length,
    data: { values: cells },
    encoding: {
      x: {
        field: "column",
        type: "ordinal",
        title: null,
        sort: columns,
        axis: {
          orient: "top",
          domain: false,
          ticks: false,
          labelAngle: 0,
          ...(narrow && { labelExpr: "datum.label === 'year' ? 'year' : slice(datum.label, 0, 1)" }),
        },
        scale: { domain: columns, paddingInner: 0.06, paddingOuter: 0 },
      },
      y: {
        field: "year",
        type: "ordinal",
        title: null,
        axis: { domain: false, ticks: false },
        scale: { paddingInner: 0.1, paddingOuter: 0 },
      },
    },
    layer: [
      {
        mark: { type: "rect", cornerRadius: 2 },
        encoding: {
          color: {
            condition: { test: "datum.value < 0", value: COLOURS.orange },
            value: COLOURS.blue,
          },
          opacity: {
            field: "value",
            type: "quantitative",
            legend: null,
            scale: { domain: [-full, 0, full], range: [0.85, 0.06, 0.85], clamp: true },
          },
        },
      },
      {
        mark: { type: "text", fontSize: narrow ? 9 : 11 },
        encoding: {
          text: { field: "text" },
        },
      },
    ],
  };
}

function percent(value: number, narrow: boolean): string {
  const rounded = (100 * value).toFixed(narrow || Math.abs(value) >= 1 ? 0 : 1);
  return Number(rounded) === 0 ? rounded.replace("-", "") : rounded.replace("-", "\u2212");
}
