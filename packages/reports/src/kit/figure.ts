import type { TopLevelSpec } from "vega-lite";
import { Html, html } from "./html.ts";
import { renderSvg } from "./render.ts";

/** Draws a chart whose plot is so many pixels wide. */
export type Draw = (width: number) => TopLevelSpec;

const WIDE = 680;
/** On a phone, text keeps its size: the chart is drawn a second time rather than shrunk. */
const NARROW = 285;

/** A chart as SVG, for wide and for narrow screens. */
export interface Chart {
  wide: string;
  narrow: string;
}

export async function drawChart(draw: Draw): Promise<Chart> {
  return { wide: await renderSvg(draw(WIDE)), narrow: await renderSvg(draw(NARROW)) };
}

/** A chart with the sentence that reads it. */
export function figure({ wide, narrow }: Chart, sentence: string): Html {
  return html`<figure>
<figcaption>${sentence}</figcaption>
<div class="wide" role="img" aria-label="${sentence}">${new Html(wide)}</div>
<div class="narrow" role="img" aria-label="${sentence}">${new Html(narrow)}</div>
</figure>`;
}
