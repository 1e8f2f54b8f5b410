import type { TopLevelSpec } from "vega-lite";
import { Html, html } from "./html.ts";
import { renderSvg } from "./render-svg.ts";

/** Draws a chart with a plot `width` pixels wide. */
export type Draw = (width: number) => TopLevelSpec;

const WIDE = 680;
/** For phones the chart is drawn a second time instead of shrunk, so that text keeps its size. */
const NARROW = 285;

/** A chart as SVG, drawn for wide and for narrow screens. */
export interface Chart {
  wide: string;
  narrow: string;
}

/** Draws a chart for wide and for narrow screens; calls `onWide` between the two. */
export async function drawChart(draw: Draw, onWide: (svg: string) => void = () => {}): Promise<Chart> {
  const wide = await renderSvg(draw(WIDE));
  onWide(wide);
  return { wide, narrow: await renderSvg(draw(NARROW)) };
}

/** A chart with a sentence that explains it. */
export function figure({ wide, narrow }: Chart, sentence: string): Html {
  return html`<figure>
<figcaption>${sentence}</figcaption>
<div class="wide" role="img" aria-label="${sentence}">${new Html(wide)}</div>
<div class="narrow" role="img" aria-label="${sentence}">${new Html(narrow)}</div>
</figure>`;
}
