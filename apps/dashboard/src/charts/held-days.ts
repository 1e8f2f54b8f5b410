import { formatChange, UNKNOWN } from "@lstm-predict/reports/wording";
import type uPlot from "uplot";
import type { SettledDay } from "../content/record.ts";
import { axis, NO_POINTS, type PlotOptions } from "./axis.ts";
import { fade, type Palette } from "./palette.ts";
import { tickText } from "./test-span.ts";

/** Columns of the plot: number of the day, ends of the issued interval, change if it held, change if it missed. */
export function heldDaysData(days: readonly SettledDay[]): uPlot.AlignedData {
  return [
    days.map((_, index) => index),
    days.map(({ lower }) => lower),
    days.map(({ upper }) => upper),
    days.map(({ actual, held }) => (held ? actual : null)),
    days.map(({ actual, held }) => (held ? null : actual)),
  ];
}

/** Options for the columns of `heldDaysData`. Days are numbered, so that weekends leave no gap. */
export function heldDaysOptions(days: readonly SettledDay[], colours: Palette, font: string): PlotOptions {
  const value = (_plot: uPlot, raw: number | null) => (raw === null ? UNKNOWN : formatChange(raw));
  const end = { stroke: fade(colours.model, 0.5), width: 0.5, points: NO_POINTS, value };
  const dot = (colour: string, size: number, fill: string) => ({
    stroke: colour,
    value,
    paths: () => null,
    points: { show: true, size, fill, stroke: colour, width: 1.5 },
  });
  return {
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { x: { time: false } },
    axes: [
      axis(colours, font, {
        size: 26,
        values: (_plot, ticks) => ticks.map((tick) => days[tick]?.date.slice(5) ?? ""),
      }),
      axis(colours, font, {
        size: 50,
        values: (_plot, ticks) => ticks.map((tick) => tickText(tick, "change")),
      }),
    ],
    series: [
      {},
      { label: "90 % from", ...end },
      { label: "to", ...end },
      { label: "held", ...dot(colours.actual, 4, colours.actual) },
      // Larger and hollow: told apart without its colour too.
      { label: "missed", ...dot(colours.down, 8, "transparent") },
    ],
    bands: [{ series: [2, 1], fill: fade(colours.model, 0.2) }],
  };
}
