import uPlot from "uplot";
import type { PlotOptions } from "./axis.ts";
import { keepDrawn } from "./keep-drawn.ts";
import { type Palette, palette } from "./palette.ts";

const HEIGHT = 300;

export interface LinePlot {
  /** Draws again, from what `make` returns now. */
  redraw(): void;
}

/** A uPlot in the page's colours, as wide as `place`; its legend shows the values under the pointer. */
export function linePlot(
  place: HTMLElement,
  make: (colours: Palette) => { options: PlotOptions; data: uPlot.AlignedData },
  signal: AbortSignal,
): LinePlot {
  let plot: uPlot | undefined;
  /** 0 until the place is on the page. */
  let drawnWidth = 0;
  const redraw = () => {
    plot?.destroy();
    const { options, data } = make(palette());
    plot = new uPlot({ ...options, width: drawnWidth, height: HEIGHT }, data, place);
  };
  keepDrawn(place, signal, (width, resized) => {
    drawnWidth = width;
    if (resized && plot) plot.setSize({ width, height: HEIGHT });
    else redraw();
  });
  signal.addEventListener("abort", () => plot?.destroy(), { once: true });
  return { redraw: () => drawnWidth > 0 && redraw() };
}
