import { formatNumber, UNKNOWN } from "@lstm-predict/reports/wording";
import type uPlot from "uplot";
import { axis, NO_POINTS } from "../charts/axis.ts";
import { linePlot } from "../charts/line-plot.ts";
import type { Palette } from "../charts/palette.ts";
import type { ComparisonContent } from "../content/comparison.ts";
import { type Child, h } from "../elements/dom.ts";
import { table } from "../elements/table.ts";

/** Two symbols: closes of the sessions that both have, and their numbers in a table; the chart ends with `signal`. */
export function renderComparison(content: ComparisonContent, signal: AbortSignal): Child[] {
  const { dates, closes, symbols } = content;
  const place = h("div", { class: "chart", "aria-hidden": "true" });
  const data: uPlot.AlignedData = [dates.map((date) => Date.parse(date) / 1000), ...closes];
  linePlot(
    place,
    (colours) => ({ options: optionsOf(symbols, colours, getComputedStyle(place).fontFamily), data }),
    signal,
  );
  const caption = `Closes of ${dates.length} sessions that both have; the first is 100.`;
  return [table(content.table), h("figure", {}, place, h("figcaption", {}, caption))];
}

function optionsOf(symbols: [string, string], colours: Palette, font: string) {
  const value = (_plot: uPlot, raw: number | null) => (raw === null ? UNKNOWN : formatNumber(raw, 1));
  const line = (label: string, stroke: string, dash?: number[]) => ({
    label,
    stroke,
    width: 1.5,
    points: NO_POINTS,
    value,
    ...(dash && { dash }),
  });
  const day = (_plot: uPlot, raw: number | null) =>
    raw === null ? UNKNOWN : new Date(1000 * raw).toISOString().slice(0, 10);
  return {
    legend: { live: true },
    cursor: { drag: { x: true, y: false } },
    axes: [axis(colours, font), axis(colours, font, { size: 56 })],
    series: [
      { label: "day", value: day },
      line(symbols[0], colours.model),
      line(symbols[1], colours.naive, [6, 3]),
    ],
  };
}
