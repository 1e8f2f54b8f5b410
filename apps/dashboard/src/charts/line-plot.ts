import uPlot from "uplot";
import { type Palette, palette } from "../theme.ts";
import { keepDrawn } from "./canvas.ts";

export type PlotOptions = Omit<uPlot.Options, "width" | "height">;

const HEIGHT = 300;

export interface LinePlot {
  /** Draws anew, from what `make` returns now. */
  redraw(): void;
}

/** A uPlot in the page's colours that follows its place's width; values under the pointer stand in its legend. */
export function linePlot(
  place: HTMLElement,
  make: (colours: Palette) => { options: PlotOptions; data: uPlot.AlignedData },
  signal: AbortSignal,
): LinePlot {
  let plot: uPlot | undefined;
  let known = 0;
  const redraw = () => {
    plot?.destroy();
    const { options, data } = make(palette());
    plot = new uPlot({ ...options, width: known, height: HEIGHT }, data, place);
  };
  keepDrawn(place, signal, (width, resized) => {
    known = width;
    if (resized && plot) plot.setSize({ width, height: HEIGHT });
    else redraw();
  });
  signal.addEventListener("abort", () => plot?.destroy(), { once: true });
  return { redraw: () => known > 0 && redraw() };
}

/** An axis with a quiet grid. */
export function axis({ soft, line }: Palette, font: string, more: uPlot.Axis = {}): uPlot.Axis {
  const stroke = { stroke: line, width: 1 };
  return { stroke: soft, font: `12px ${font}`, grid: stroke, ticks: { ...stroke, size: 4 }, ...more };
}
