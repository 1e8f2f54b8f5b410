import uPlot from "uplot";
import type { PlotOptions } from "./axis.ts";
import { keepDrawn } from "./keep-drawn.ts";
import { type Palette, palette } from "./palette.ts";

const HEIGHT = 300;

export interface LinePlot {
  /** Draws again, from what `make` returns now. */
  redraw(): void;
}

/** A uPlot in the page's colours, as wide as `place`, `height` CSS pixels high; its legend shows the values under the pointer, else the last ones. */
export function linePlot(
  place: HTMLElement,
  make: (colours: Palette) => { options: PlotOptions; data: uPlot.AlignedData },
  signal: AbortSignal,
  height = HEIGHT,
): LinePlot {
  let plot: uPlot | undefined;
  /** 0 until the place is on the page. */
  let drawnWidth = 0;
  const redraw = () => {
    plot?.destroy();
    const { options, data } = make(palette());
    const hooks = { ...options.hooks, ready: [restLegend], setCursor: [restLegend] };
    plot = new uPlot({ ...options, hooks, width: drawnWidth, height }, data, place);
  };
  keepDrawn(place, signal, (width, resized) => {
    drawnWidth = width;
    if (resized && plot) plot.setSize({ width, height });
    else redraw();
  });
  signal.addEventListener("abort", () => plot?.destroy(), { once: true });
  return { redraw: () => drawnWidth > 0 && redraw() };
}

/** Without a pointer the legend would show a dash for every line. */
function restLegend(plot: uPlot): void {
  if ((plot.cursor.left ?? -1) < 0) plot.setLegend({ idx: plot.data[0].length - 1 });
}
