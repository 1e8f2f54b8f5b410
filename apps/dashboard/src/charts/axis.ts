import type uPlot from "uplot";
import type { Palette } from "./palette.ts";

/** uPlot's options without the size, which follows the page. */
export type PlotOptions = Omit<uPlot.Options, "width" | "height">;

/** An axis with a quiet grid; `more` overrides. */
export function axis({ soft, line }: Palette, font: string, more: uPlot.Axis = {}): uPlot.Axis {
  const stroke = { stroke: line, width: 1 };
  return { stroke: soft, font: `12px ${font}`, grid: stroke, ticks: { ...stroke, size: 4 }, ...more };
}

/** A line without a point at each value. */
export const NO_POINTS = { show: false };
