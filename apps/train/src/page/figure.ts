import type { TopLevelSpec } from "vega-lite";
import { Html, html } from "./html.ts";
import { renderSvg } from "./render.ts";

/** Draws a chart whose plot is so many pixels wide. */
export type Draw = (width: number) => TopLevelSpec;

const WIDE = 680;
/** On a phone, text keeps its size: the chart is drawn a second time rather than shrunk. */
const NARROW = 285;

/** A chart for wide and for narrow screens, with the sentence that reads it. */
export async function figure(draw: Draw, sentence: string): Promise<Html> {
  const wide = new Html(await renderSvg(draw(WIDE)));
  const narrow = new Html(await renderSvg(draw(NARROW)));
  return html`<figure>
<figcaption>${sentence}</figcaption>
<div class="wide" role="img" aria-label="${sentence}">${wide}</div>
<div class="narrow" role="img" aria-label="${sentence}">${narrow}</div>
</figure>`;
}
