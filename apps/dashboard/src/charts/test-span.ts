import { formatChange, formatPrice, UNKNOWN } from "@lstm-predict/reports/wording";
import type uPlot from "uplot";
import type { Quantity, TestDay } from "../content/test-span.ts";
import { axis, NO_POINTS, type PlotOptions } from "./axis.ts";
import { fade, type Palette } from "./palette.ts";

/** Columns of the plot: seconds, lower and upper end of the 90 % interval, naive, forecast, actual; null is a gap. */
export function testSpanData(days: readonly TestDay[], quantity: Quantity): uPlot.AlignedData {
  const column = (pick: (day: TestDay) => number | undefined) =>
    days.map((day) => {
      const price = pick(day);
      if (price === undefined) return null;
      return quantity === "price" ? price : price / day.naive - 1;
    });
  return [
    days.map(({ date }) => Date.parse(date) / 1000),
    column(({ intervals }) => intervals["90"]?.[0]),
    column(({ intervals }) => intervals["90"]?.[1]),
    column(({ naive }) => naive),
    column(({ prediction }) => prediction),
    column(({ actual }) => actual),
  ];
}

/** Options for the columns of `testSpanData`; `toDate` turns seconds into a date of the exchange. */
export function testSpanOptions(
  colours: Palette,
  font: string,
  quantity: Quantity,
  toDate: (seconds: number) => Date,
): PlotOptions {
  const format = quantity === "price" ? formatPrice : formatChange;
  const value = (_plot: uPlot, raw: number | null) => (raw === null ? UNKNOWN : format(raw));
  const end = { stroke: fade(colours.model, 0.5), width: 0.5, points: NO_POINTS, value };
  return {
    tzDate: toDate,
    legend: { live: true },
    cursor: { drag: { x: true, y: false } },
    axes: [
      axis(colours, font),
      axis(colours, font, {
        size: 64,
        values: (_plot, ticks) => ticks.map((tick) => tickText(tick, quantity)),
      }),
    ],
    series: [
      { label: "day", value: (_plot, raw) => (raw === null ? UNKNOWN : dayOf(raw)) },
      { label: "90 % from", ...end },
      { label: "to", ...end },
      { label: "naive", stroke: colours.naive, width: 1.5, dash: [4, 3], points: NO_POINTS, value },
      { label: "forecast", stroke: colours.model, width: 1.5, points: NO_POINTS, value },
      { label: "actual", ...actualStyle(colours.actual, quantity), value },
    ],
    bands: [{ series: [2, 1], fill: fade(colours.model, 0.16) }],
  };
}

/** Prices are a line; changes are points, because a line between the changes of two days would mean nothing. */
function actualStyle(colour: string, quantity: Quantity): uPlot.Series {
  if (quantity === "price") return { stroke: colour, width: 1.5, points: NO_POINTS };
  return { stroke: colour, paths: () => null, points: { show: true, size: 4, fill: colour } };
}

/** The text of a tick; ticks are round, so two decimals of a percentage suffice. */
export function tickText(tick: number, quantity: Quantity): string {
  return quantity === "price" ? String(tick) : `${+(100 * tick).toFixed(2)} %`;
}

function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
