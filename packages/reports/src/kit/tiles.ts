import { type Html, html } from "./html.ts";

/** The figures that one looks for first. */
export function tiles(figures: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl class="tiles">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
