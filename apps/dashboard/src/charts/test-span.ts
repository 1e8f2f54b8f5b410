import type uPlot from "uplot";
import { fade, type Palette } from "../theme.ts";
import { change, NONE, price } from "../wording/numbers.ts";
import type { Day } from "../wording/test-span.ts";
import { axis, type PlotOptions } from "./line-plot.ts";

/** Prices, or what they are from one day to the next, where the intervals can be seen to breathe. */
export type View = "price" | "change";

/** Columns of the plot: days, lower and upper end of 90 %, naive, forecast, actual. */
export function testSpanData(days: readonly Day[], view: View): uPlot.AlignedData {
  const of = (pick: (day: Day) => number | undefined) =>
    days.map((day) => {
      const value = pick(day);
      if (value === undefined) return null;
      return view === "price" ? value : value / day.naive - 1;
    });
  return [
    days.map(({ date }) => Date.parse(date) / 1000),
    of(({ intervals }) => intervals["90"]?.[0]),
    of(({ intervals }) => intervals["90"]?.[1]),
    of(({ naive }) => naive),
    of(({ prediction }) => prediction),
    of(({ actual }) => actual),
  ];
}

export function testSpanOptions(
  colours: Palette,
  font: string,
  view: View,
  toDate: (s: number) => Date,
): PlotOptions {
  const format = view === "price" ? price : change;
  const value = (_plot: uPlot, raw: number | null) => (raw === null ? NONE : format(raw));
  const none = () => null;
  const points = { show: false };
  // As many marks as days: where only changes are shown, a line between two days would mean nothing.
  const actual =
    view === "price"
      ? { stroke: colours.actual, width: 1.5, points }
      : { stroke: colours.actual, paths: none, points: { show: true, size: 4, fill: colours.actual } };
  return {
    tzDate: toDate,
    legend: { live: true },
    cursor: { drag: { x: true, y: false } },
    axes: [
      axis(colours, font),
      axis(colours, font, {
        size: 64,
        values: (_plot, ticks) =>
          ticks.map((tick) => (view === "price" ? String(tick) : `${+(100 * tick).toFixed(2)} %`)),
      }),
    ],
    series: [
      {
        label: "day",
        value: (_plot, raw) => (raw === null ? NONE : new Date(raw * 1000).toISOString().slice(0, 10)),
      },
      { label: "90 % from", stroke: fade(colours.model, 0.5), width: 0.5, points, value },
      { label: "to", stroke: fade(colours.model, 0.5), width: 0.5, points, value },
      { label: "naive", stroke: colours.naive, width: 1.5, dash: [4, 3], points, value },
      { label: "forecast", stroke: colours.model, width: 1.5, points, value },
      { label: "actual", ...actual, value },
    ],
    bands: [{ series: [2, 1], fill: fade(colours.model, 0.16) }],
  };
}
